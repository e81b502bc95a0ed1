import type { MissedRun } from './due.ts'
import type { Row } from './rows.ts'
import { isBad, isWhole, type JobClass } from './status.ts'

/** A server's state is the worst among the newest finished runs of its jobs. */
export type ServerState = JobClass | 'missed'

export interface Server {
  client: string
  state: ServerState
  success: number
  warnings: number
  /** Failed, incomplete, canceled or unclear, and not made good since. */
  bad: number
  running: number
  /** Queued or yet to come. */
  waiting: number
  missed: number
  bytes: number
  /** The end of the newest finished run. */
  newest?: string
}

const order: ServerState[] = [
  'failed',
  'incomplete',
  'attention',
  'missed',
  'canceled',
  'success_empty_with_errors',
  'success_with_warnings',
  'success_empty',
  'success',
  'running',
  'queued',
  'scheduled_future',
]
const place = new Map(order.map((state, at) => [state, at]))
const worse = (a: ServerState, b: ServerState) => (place.get(a)! < place.get(b)! ? a : b)

/** One line per client of the window and of the missed runs, the worst first. */
export function serversOf(rows: readonly Row[], missed: readonly MissedRun[]): Server[] {
  const servers = new Map<string, Server>()
  const judged = new Set<string>()
  const newestFirst = [...rows].sort((a, b) => (b.end ?? 0) - (a.end ?? 0) || b.job.id - a.job.id)
  for (const row of newestFirst) {
    const server = serverOf(servers, row.job.client)
    count(server, row)
    const key = `${row.job.client}\n${row.job.name}`
    if (row.end === undefined || judged.has(key)) continue
    judged.add(key)
    server.newest ??= row.line.end
    server.state = worse(server.state, calm(row))
  }
  for (const row of rows) {
    const server = serverOf(servers, row.job.client)
    if (row.end === undefined && server.newest === undefined) server.state = worse(server.state, row.class)
  }
  for (const run of missed) {
    const server = serverOf(servers, run.client)
    server.missed++
    if (!run.madeGoodBy) server.state = worse(server.state, 'missed')
  }
  return [...servers.values()].sort((a, b) => place.get(a.state)! - place.get(b.state)! || compare(a.client, b.client))
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** An empty incremental says that nothing had changed: no blemish on a server. */
const calm = ({ class: kind, job }: Row): JobClass =>
  kind === 'success_empty' && !isWhole(job.level) ? 'success' : kind

function serverOf(servers: Map<string, Server>, client: string): Server {
  const known = servers.get(client)
  if (known) return known
  const made: Server = {
    client,
    state: 'scheduled_future',
    success: 0,
    warnings: 0,
    bad: 0,
    running: 0,
    waiting: 0,
    missed: 0,
    bytes: 0,
  }
  servers.set(client, made)
  return made
}

function count(server: Server, { class: kind, line }: Row) {
  if (kind === 'success') server.success++
  else if (kind === 'running') server.running++
  else if (kind === 'queued' || kind === 'scheduled_future') server.waiting++
  else if (!isBad(kind) && kind !== 'attention') server.warnings++
  else if (!line.recoveredBy) server.bad++
  if (line.type === 'B') server.bytes += line.bytes
}
