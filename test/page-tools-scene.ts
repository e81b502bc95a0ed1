import { Options, settings, uses } from '../src/automations/confluence-sync/options.ts'
import { pageTasks } from '../src/automations/confluence-sync/pages/index.ts'
import { type ConfluenceFake, confluenceFake } from '../src/connectors/confluence/fake.ts'
import { defineAutomation } from '../src/engine/automation.ts'
import { bench } from '../src/engine/testing.ts'
import { mcpClient, refusalIn } from './mcp-client.ts'
import { apiOf } from './work-log-api.ts'

const automation = defineAutomation({
  name: 'confluence-sync',
  title: 'Confluence',
  uses,
  settings,
  options: Options,
  tasks: pageTasks,
})

export interface PageToolsOptions {
  /** A Confluence that is there already. */
  fake?: ConfluenceFake
  settings?: Record<string, string>
  /** The section confluence-sync of dure.yaml. */
  options?: object
}

/** The page tools behind the MCP server of a hub, with a fake Confluence that has a space `PLAY`. */
export async function pageTools(
  kind: 'cloud' | 'server' = 'cloud',
  { fake = confluenceFake({ kind }), settings = {}, options = {} }: PageToolsOptions = {},
) {
  const { home } = fake.addSpace('PLAY')
  const hub = await bench({
    automations: [automation],
    settings: { ...fake.settings, ...settings },
    options: { 'confluence-sync': options },
    fetch: fake.fetch,
  })
  const { ask, call: asked } = mcpClient(apiOf(hub))
  /** Time passes until the call is answered. */
  const call = async (tool: string, sent: object = {}) => {
    let answered = false
    const answer = asked(`confluence.${tool}`, sent).finally(() => {
      answered = true
    })
    answer.catch(() => {})
    while (!answered) {
      await hub.workOff(500)
      if (!answered) await hub.clock.advance(500)
    }
    const { isError = false, content, structuredContent } = await answer
    const text = content[0]!.text
    if (!isError || structuredContent) return { isError, text, result: structuredContent }
    const { others, ...refusal } = refusalIn(await answer)
    return { isError, text, result: { ...refusal, ...others } as any }
  }
  const addPage = (title: string, body: string) => fake.addPage({ space: 'PLAY', title, body }).id
  const bodyOf = (id: string) => fake.pages.get(id)!.body
  return { fake, hub, home, ask, call, addPage, bodyOf, pages: () => [...fake.pages.values()] }
}

const row = (tag: string, cells: readonly string[]) =>
  `<tr>${cells.map(cell => `<${tag}><p>${cell}</p></${tag}>`).join('')}</tr>`

/** Storage of a table with a header row. */
export const tableOf = (columns: readonly string[], ...rows: string[][]) =>
  `<table><tbody>${row('th', columns)}${rows.map(cells => row('td', cells)).join('')}</tbody></table>`

/** A table of Plays below a heading. */
export const playDb = `<h2>Play 현황</h2>${tableOf(
  ['play_id', '담당', 'signal_qtd', 'status'],
  ['EXT_Desk_D01', '김하늘', '3', 'green'],
  ['EXT_Desk_D02', '이바다', '12', 'amber'],
  ['EXT_Desk_D03', '박산', '', 'red'],
)}<p>매주 금요일에 고칩니다.</p>`
