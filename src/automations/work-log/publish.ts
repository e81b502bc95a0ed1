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

/** Brings a summary to Notion, behind the pages that it is linked with. */
export async function publish(ctx: Ctx, { name }: { name: string }): Promise<Published> {
  const summary = await summaryNamed(ctx.db<Tables>(), name)
  if (!summary || !ctx.notion) return { name }
  const database = mirrorOf(ctx, summary.kind === 'month' ? 'months' : 'weeks')
  if (!database) return { name }
  const links = summary.kind === 'month' ? await weekPages(ctx, summary) : await logPages(ctx, ctx.notion, summary)
  const wanted = rowOf(database, summary, links)
  const page = summary.page_id !== null ? { id: summary.page_id, url: summary.page_url! } : undefined
  const key = `${name}/v${summary.version}+${links.length}`
  const put = await putRow(ctx.notion, wanted, { summary, page, key })
  const marks = [...new Set([...summary.marks, bodyMark(wanted.body!)])]
  const told = String(wanted.properties[textOf(summary)])
  ctx.commit<Tables>(tx =>
    keepPublished(tx, name, { page_id: put.page.id, page_url: put.page.url, marks: JSON.stringify(marks), told }),
  )
  if (summary.kind === 'week') await announceMonths(ctx, summary)
  return { name, url: put.page.url, ...(put.kept && { kept: true }) }
}

/** The property that holds the bullets. */
const textOf = ({ kind }: StoredSummary) => (kind === 'month' ? 'Summary' : 'Bullet Points')

interface Putting {
  summary: StoredSummary
  page: Page | undefined
  key: string
}

/** Makes the row, or changes the one there is. A text that people have edited since is theirs. */
async function putRow(notion: Notion, row: NewRow, { summary, page, key }: Putting) {
  const made = page ? undefined : await notion.createRow(row, key)
  const there = page ?? { id: made!.id, url: made!.url }
  if (made?.created) return { page: there, kept: false }
  const { [textOf(summary)]: text, ...others } = row.properties
  const now = (await notion.row(row.database, there.id)).properties[textOf(summary)]
  const isOurs = [summary.told, text, '', null].includes(now as string | null)
  const properties = isOurs ? row.properties : others
  const { key: name, database } = row
  const body = { markdown: row.body!, over: summary.marks }
  const updated = await notion.updateRow({ database, key: name, id: there.id, properties, body }, key)
  return { page: there, kept: !isOurs || updated.body === 'kept' }
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
    if (page) pages.push(page.id)
  }
  return pages
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
async function weekPages(ctx: Ctx, month: StoredSummary): Promise<string[]> {
  if (!mirrorOf(ctx, 'weeks')) return []
  const weeks = weeksIn(periodOf(month)).map(({ name }) => summaryNamed(ctx.db<Tables>(), name))
  return (await Promise.all(weeks)).flatMap(week => week?.page_id ?? [])
}

/** A month that was there before this week's page is published once more, with the link. */
async function announceMonths(ctx: Ctx, week: StoredSummary) {
  if (week.page_id !== null) return
  const months = new Set([week.date_from.slice(0, 7), lastDayOf(week.date_to).slice(0, 7)])
  for (const name of months) {
    const month = await summaryNamed(ctx.db<Tables>(), name)
    if (month?.page_id) ctx.emit('work-log/summarised', { name }, `${name}/v${month.version} after ${week.name}`)
  }
}
