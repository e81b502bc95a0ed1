import { Counter, Gauge, Histogram, Registry } from '@prometheus-io/client'
import type { Count } from '../engine/health.ts'

/** What Prometheus fetches. */
export interface Metrics {
  /** One answered request; `route` as it is declared, so that there are as many series as routes. */
  answered(method: string, route: string, status: number, ms: number): void
  /** In the text format, with the engine's counts. */
  text(counts: readonly Count[]): Promise<string>
  readonly contentType: string
}

const boundsInSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const durations = new Histogram({
    name: 'dure_http_request_duration_seconds',
    help: 'How long requests took to answer, by route and status',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: boundsInSeconds,
    registers: [registry],
  })
  // Looked up once for each route and status: the library makes a text of all labels each time.
  const series = new Map<string, { observe(seconds: number): void }>()

  return {
    contentType: registry.contentType,
    answered(method, route, status, ms) {
      const name = `${method} ${route} ${status}`
      const one = series.get(name) ?? durations.labels({ method, route, status: String(status) })
      series.set(name, one)
      one.observe(ms / 1000)
    },
    async text(counts) {
      return `${await registry.metrics()}\n${await countsText(counts)}`
    },
  }
}

/** What stands in the ledger is asked for at each look, so nothing of it is kept here. */
async function countsText(counts: readonly Count[]): Promise<string> {
  const registry = new Registry()
  for (const [name, values] of Map.groupBy(counts, count => count.name)) {
    const { help, labels } = values[0]!
    const Kind = name.endsWith('_total') ? Counter : Gauge
    const metric = new Kind({ name, help, labelNames: Object.keys(labels), registers: [registry] })
    for (const { labels, value } of values) metric.inc(labels, value)
  }
  return registry.metrics()
}
