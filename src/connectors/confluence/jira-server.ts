import { HubError } from '../../engine/error.ts'
import type { Log } from '../../engine/io.ts'
import type { Api } from './api.ts'
import { literal } from './search.ts'
import { elementsIn, parameterOf } from './storage/find.ts'
import { parseStorage } from './storage/parse.ts'
import type { JiraServer } from './words.ts'

const mostPages = 5

/**
 * Reads which Jira a Jira macro of this site names, on a page of the space, else on any: the id is of each installation
 * and cannot be invented. The index lags and may be shut; then nothing is found.
 */
export async function findJiraServer(api: Api, space: string, log: Log): Promise<JiraServer | undefined> {
  const macros = 'type = page and macro = jira'
  try {
    for (const cql of [`${macros} and space = ${literal(space)}`, macros])
      for (const { id } of await api.search(cql, mostPages)) {
        const server = await serverOn(api, id)
        if (server) return server
      }
  } catch (error) {
    const tells = error instanceof HubError && (error.code === 'invalid' || error.code === 'not_found')
    if (!tells) throw error
    log.warn('confluence: pages with Jira macros cannot be searched', { space, reason: error.message })
  }
  return undefined
}

/** What a macro on that page says, if the page is still there to be read. */
async function serverOn(api: Api, id: string): Promise<JiraServer | undefined> {
  const page = await api.page(id).catch(error => {
    if (error instanceof HubError && (error.code === 'not_found' || error.code === 'invalid')) return undefined
    throw error
  })
  if (!page) return undefined
  for (const macro of elementsIn(parseStorage(page.body).children, 'ac:structured-macro')) {
    const serverId = macro.attributes['ac:name'] === 'jira' && parameterOf(macro, 'serverId')
    if (serverId) return { id: serverId, name: parameterOf(macro, 'server') || undefined }
  }
  return undefined
}
