import type { Route, Task } from '../engine/automation.ts'
import { HubError } from '../engine/error.ts'
import type { LoadedAutomation } from '../engine/parts.ts'
import type { Role } from './auth.ts'

/** One task as it is reached by HTTP. */
export interface Served {
  /** `<automation>/<task>` */
  name: string
  /** The automation's title. */
  chapter: string
  task: Task
  /** The automation's. */
  options: unknown
  route: Route
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `/daily-logs/{id}` */
  path: string
  /** Those in the path: `id`. */
  names: string[]
  role: Role
}

/** What the hub itself answers to a GET. */
export const ownPages = ['/health', '/ready', '/metrics', '/docs', '/openapi.json'] as const
export const mcpPath = '/mcp'

/** Every route of every automation that is on, in their order. */
export function routesOf(automations: readonly LoadedAutomation[]): Served[] {
  const served = automations.flatMap(({ automation, options }) =>
    Object.entries(automation.tasks).flatMap(([name, task]) => {
      if (task.route === undefined) return []
      const route = typeof task.route === 'string' ? { path: task.route } : task.route
      const [method = '', path = ''] = route.path.split(' ')
      if (task.each)
        throw new HubError(
          'conflict',
          `${automation.name}/${name} has both 'each' and a route, and one request is answered with one run: take one of them away`,
        )
      return {
        name: `${automation.name}/${name}`,
        chapter: automation.title,
        task,
        options,
        route,
        method: method as Served['method'],
        path,
        names: namesIn(path),
        role: method === 'GET' ? ('reader' as const) : ('writer' as const),
      }
    }),
  )
  for (const [index, one] of served.entries()) {
    const place = placeOf(one)
    const other = served.slice(0, index).find(earlier => placeOf(earlier) === place)
    if (other) throw new HubError('conflict', `${one.name} and ${other.name} are both reached by ${place}: change one`)
    if ([...ownPages, mcpPath].some(own => one.path === own || one.path.startsWith(`${own}/`)))
      throw new HubError('conflict', `${one.name} is reached by ${place}, which the hub itself answers: change it`)
  }
  return served
}

/** Those that a path leaves open: `id` of `/daily-logs/{id}`. */
export const namesIn = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, part]) => part!)

/** Paths that spell a part out before those that name it: `/logs/newest`, then `/logs/{id}`. `{` sorts behind every letter. */
export const bySpelling = (served: readonly Served[]) => served.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))

/** Two paths that differ in the names of their parts only are one. */
const placeOf = ({ method, path }: Served) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`

/** For Hono: `/daily-logs/:id`. */
export const patternOf = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** The methods that an address takes, HEAD for each GET; none where there is no such address. */
export function methodsOf(known: readonly { method: string; path: string }[]): (pathname: string) => string[] {
  const entries = known.map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replaceAll(/[.]/g, '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
  }))
  return pathname =>
    entries
      .filter(({ pattern }) => pattern.test(pathname))
      .flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
}
