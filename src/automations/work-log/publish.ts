import { hash } from 'node:crypto'
import { bodyMark, type Database, type NewRow } from '../../connectors/notion/index.ts'
import { HubError } from '../../engine/error.ts'
import type { Ctx } from './ctx.ts'
import { keepPage, logsWith, type Page, type StoredLog } from './logs.ts'
import { mirrorOf, newRow } from './mirror.ts'
import { weeksIn } from './period.ts'
import { clipped } from './plain.ts'
import { keepPublished, periodOf, type StoredSummary, summaryNamed } from './summaries.ts'
import type { Tables } from './tables.ts'

/** What became of a summary's page; `kept` tells that people have edited its text there, which stays. */
export interface Published {
  name: string
  url?: string
  kept?: boolean
}

type Notion = NonNullable<Ctx['notion']>

/** Brings a summary to Notion, behind the pages that it is linked with. A page that was deleted there for good is made anew. */
export async function publish(ctx: Ctx, { name }: { name: string }): Promise<Published> {
  const summary = await summaryNamed(ctx.db<Tables>(), name)
  if (!summary || !ctx.notion) return { name }
  const database = mirrorOf(ctx, summary.kind === 'month' ? 'months' : 'weeks')
  if (!database) return { name }
  const links = await (summary.kind === 'month' ? weekPages : logPages)(ctx, ctx.notion, summary)
  const wanted = rowOf(database, summary, links)
  const key = `${name}/v${summary.version} ${hash('sha256', links.join()).slice(0, 12)}`
  const put = await putRow(ctx.notion, wanted, summary, key)
  const marks = [...new Set([...summary.marks, bodyMark(wanted.body!)])]
  const told = String(wanted.properties[textOf(summary)])
  ctx.commit<Tables>(tx =>
    keepPublished(tx, name, { page_id: put.page.id, page_url: put.page.url, marks: JSON.stringify(marks), told }),
  )
  if (summary.kind === 'week' && put.page.id !== summary.page_id) await announceMonths(ctx, summary, put.page)
  return { name, url: put.page.url, ...(put.kept && { kept: true }) }
}

/** A row as Notion has it, the trash included; undefined where it was deleted for good. */
const rowThere = (notion: Notion, database: Database, id: string) =>
  notion.row(database, id).catch(error => {
    if (error instanceof HubError && error.code === 'not_found') return undefined
    throw error
  })

/** The property that holds the bullets. */
const textOf = ({ kind }: StoredSummary) => (kind === 'month' ? 'Summary' : 'Bullet Points')

/** Makes the row, or changes the one there is. A text that people have edited since is theirs. */
async function putRow(notion: Notion, row: NewRow, summary: StoredSummary, key: string) {
  const { page_id, told, marks } = summary
  const before = page_id === null ? undefined : await rowThere(notion, row.database, page_id)
  // What was made under the plain key is remembered, though it is there no more.
  const made = before ? undefined : await notion.createRow(row, page_id === null ? key : `${key} for ${page_id}`)
  if (made?.created) return { page: made, kept: false }
  const { id, url } = before ?? made!
  const name = textOf(summary)
  const { [name]: text, ...others } = row.properties
  const now = (before ?? (await notion.row(row.database, id))).properties[name]
  const isOurs = [told, text, '', null].includes(now as string | null)
  const properties = isOurs ? row.properties : others
  const update = { database: row.database, key: row.key, id, properties, body: { markdown: row.body!, over: marks } }
  const updated = await notion.updateRow(update, key)
  return { page: { id, url }, kept: !isOurs || updated.body === 'kept' }
}

/** Notion takes about 200 000 characters in a property; the page itself has all of it. */
const longestText = 50_000

function rowOf(database: Database, summary: StoredSummary, links: string[]): NewRow {
  const { name, headline, bullets, date_from, date_to } = summary
  const text = clipped(bullets.map(bullet => `• ${bullet.text}`).join('\n') || headline, longestText)
  const body = bullets.map(bullet => `- ${bullet.text}\n  - ${bullet.sources.join(', ')}`).join('\n') || headline
  const common = { Name: clipped(`${name} ${headline}`, 500) }
  const properties: NewRow['properties'] =
    summary.kind === 'month'
      ? { ...common, 'Year-Month': date_from, Summary: text, 'Source Weeks': links }
      : {
          ...common,
          'Period Start': date_from,
          'Period End': lastDayOf(date_to),
          'Bullet Points': text,
          'Source Logs': links,
        }
  return { database, key: name, properties, body }
}

const lastDayOf = (to: string) => new Date(Date.parse(`${to}T00:00Z`) - 86_400_000).toISOString().slice(0, 10)

/** As many as a relation takes in both ways; the page names every source. */
const mostLinks = 100

/** The pages of the logs that the bullets rest on. One that is still on its way is waited for. */
async function logPages(ctx: Ctx, notion: Notion, { name, bullets }: StoredSummary): Promise<string[]> {
  const database = mirrorOf(ctx, 'logs')
  if (!database) return []
  const ids = [...new Set(bullets.flatMap(({ sources }) => sources))]
  const logs = new Map((await logsWith(ctx.db<Tables>(), ids)).map(log => [log.id, log]))
  if (ids.length > mostLinks)
    ctx.log.warn('the page is linked with the first 100 of its logs', { period: name, logs: ids.length })
  const pages: string[] = []
  for (const id of ids.slice(0, mostLinks)) {
    const log = logs.get(id)
    const page = log && (await pageOf(ctx, notion, database, log))
    if (page && (await isThere(notion, database, page.id))) pages.push(page.id)
  }
  return pages
}

/** People may have deleted it, to the trash or for good: one link to such a page, and Notion refuses all of them. */
async function isThere(notion: Notion, database: Database, id: string): Promise<boolean> {
  const row = await rowThere(notion, database, id)
  return row !== undefined && !row.trashed
}

/** Undefined where Notion refuses the log, of which somebody is told: one log does not keep back its week. */
async function pageOf(ctx: Ctx, notion: Notion, database: Database, log: StoredLog): Promise<Page | undefined> {
  if (log.page) return log.page
  try {
    const made = await notion.createRow(newRow(database, log), log.id)
    ctx.commit<Tables>(tx => keepPage(tx, log.id, made))
    return made
  } catch (error) {
    if (!(error instanceof HubError) || error.code !== 'invalid') throw error
    ctx.log.warn('not linked: Notion has no page of the log', { log: log.id, error: error.message })
    return undefined
  }
}

/** The pages that the weeks of the month have by now; a week at its edge gets its own later, and is linked then. */
async function weekPages(ctx: Ctx, notion: Notion, month: StoredSummary): Promise<string[]> {
  const database = mirrorOf(ctx, 'weeks')
  if (!database) return []
  const pages: string[] = []
  for (const { name } of weeksIn(periodOf(month))) {
    const page = (await summaryNamed(ctx.db<Tables>(), name))?.page_id
    if (page && (await isThere(notion, database, page))) pages.push(page)
  }
  return pages
}

/** A month that was there before this page of a week is published once more, with the link. */
async function announceMonths(ctx: Ctx, week: StoredSummary, page: Page) {
  const months = new Set([week.date_from.slice(0, 7), lastDayOf(week.date_to).slice(0, 7)])
  for (const name of months) {
    const month = await summaryNamed(ctx.db<Tables>(), name)
    if (month?.page_id)
      ctx.emit('work-log/summarised', { name }, `${name}/v${month.version} after ${week.name} ${page.id}`)
  }
}
