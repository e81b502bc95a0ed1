import { HubError } from '../../engine/error.ts'
import type { Asker } from './ask.ts'
import { notRows, outputOf, refuseBadStatus } from './envelope.ts'

/** What the API turned out to be. */
export interface Server {
  name: string
  apiPath: string
  /** Whether /jobs heeds times. Where it does not, it says nothing and answers with everything. */
  filters: boolean
}

/** Tried in this order: everything since 11 has v2, 9.6 has v1, a later Bacularis may keep v3 alone. */
const apiPaths = ['/api/v2', '/api/v1', '/api/v3']

/** No job starts in this year: a server that heeds the filter answers with no row, one that ignores it with one. */
const probe = '/jobs?limit=1&starttime_from_date=9999-01-01%2000:00:00'

/** Finds the API's path and whether it filters, once; a failure is not remembered. */
export function findsServer(asker: Asker) {
  let found: Promise<Server> | undefined
  return () => {
    found ??= search(asker).catch(error => {
      found = undefined
      throw error
    })
    return found
  }
}

async function search(asker: Asker): Promise<Server> {
  if (asker.place.apiPath) return probed(asker, asker.place.apiPath)
  let first: HubError | undefined
  for (const apiPath of apiPaths) {
    try {
      return await probed(asker, apiPath)
    } catch (error) {
      // Only "no such path" leads on: a wrong password or a dead director is the same on every path.
      if (!isWrongPath(error)) throw error
      first ??= error
    }
  }
  throw new HubError('invalid', `No Baculum API at ${asker.place.base}${apiPaths.join(', ')}. ${first?.message ?? ''}`)
}

const isWrongPath = (error: unknown): error is HubError => error instanceof HubError && error.code === 'invalid'

function probed(asker: Asker, apiPath: string): Promise<Server> {
  const path = apiPath + probe
  return asker.ask(
    path,
    async (answer, asked) => {
      await refuseBadStatus(answer, asked)
      const output = outputOf(await answer.text(), asked)
      if (!Array.isArray(output)) throw notRows(JSON.stringify(output), asked)
      const filters = output.length === 0
      return { name: nameOf(answer.headers.get('baculum-api-version') ?? '', apiPath, filters), apiPath, filters }
    },
    { expected: isWrongPath },
  )
}

/** The version header says 0.1 on 9.6 and 0.2 from 11 to 15, so the filter tells more; only Bacularis names itself. */
function nameOf(header: string, apiPath: string, filters: boolean): string {
  if (/bacularis/i.test(header) || apiPath === '/api/v3') return 'Bacularis'
  if (filters) return 'Baculum 13.0.3+'
  return header.startsWith('0.1') ? 'Baculum 9.6' : 'Baculum 11–13.0.2'
}
