import { link, paragraph, type TableAnchor, table } from '../../connectors/confluence/index.ts'
import { describeError, HubError, isHopeless } from '../../engine/error.ts'
import { localText } from '../../engine/zone.ts'
import { type Ctx, patience } from './options.ts'

/** Columns of the Action Log by what stands in them, as they are called on a page. */
export type LogColumns = Ctx['options']['action_log']['columns']

/** Where a row of the Action Log goes, or has gone. */
export interface LogPlace {
  page: string
  /** Of an Action Log that was set before this one. */
  isFormer?: boolean
  table: TableAnchor
  columns: LogColumns
}

/** The pages of one Action Log, as far as this hub has filled them. */
interface LogPages {
  /** Where the next row goes: the main page, or the one of a month below it. */
  page: string
  /** `2026-11`, of a page below the main one. */
  month?: string
  /** Which one of that month, from 1. */
  part: number
  /** What the page had when it was last looked at; undefined as long as it never was. */
  bytes?: number
  /** What was on its way to it by then, and what has been sent since. */
  carried: number
  sent: number
  /** The pages below the main one that rows have gone to, with the names that their columns were given. */
  below: { page: string; columns: LogColumns }[]
}

/** Confluence takes 5 MB; what the server adds of its own must fit in besides. */
const mostBytes = 4_800_000
const lookEveryBytes = 200_000

/**
 * Gives each row of the Action Log its place: the main page, and once that is nearly full a page for each month below it.
 * Looks at a page's size now and then; where it cannot be asked, it reckons.
 */
export function logPlaces(ctx: Ctx, main: string): { placeOf(row: string): Promise<LogPlace> } {
  const document = ctx.table<LogPages>(remembering)
  const month = monthOf(ctx)
  const most = Math.min(mostBytes, ctx.options.action_log.roll_over_mb * 1_000_000)
  let pages: LogPages | undefined
  /** Whether the page could not be asked, or no further one made, since this run began. */
  let isBlind = false
  let isStuck = false

  return {
    async placeOf(row) {
      pages ??= (await document.get(main)) ?? { page: main, part: 1, carried: 0, sent: 0, below: [] }
      const bytes = storedBytes(row)
      if (pages.month !== undefined && pages.month !== month) pages = await next(pages, bytes)
      if (!isBlind && (pages.bytes === undefined || pages.sent + bytes > lookEveryBytes)) await look(pages)
      if (filled(pages) + bytes > most) pages = await next(pages, bytes)
      pages.sent += bytes
      document.put(main, pages)
      return placeIn(ctx, main, pages)
    },
  }

  /** Where no page can be made now, rows go on to the page there is, as long as they fit. */
  async function next(pages: LogPages, bytes: number): Promise<LogPages> {
    if (isStuck) return pages
    try {
      return await rolledOver(ctx, main, pages, month)
    } catch (error) {
      if (!(error instanceof HubError) || (!isHopeless(error) && filled(pages) + bytes > mostBytes)) throw error
      isStuck = true
      ctx.log.warn('the Action Log could not go on to a new page', { page: pages.page, error: describeError(error) })
      return pages
    }
  }

  async function look(pages: LogPages) {
    isBlind = true
    try {
      const { body, status } = await ctx.confluence.page(pages.page)
      // A page that people have put away takes no more rows; what is wrong with the main one is told of the row.
      const isGone = status !== 'current' && pages.page !== main
      Object.assign(pages, { bytes: isGone ? mostBytes : Buffer.byteLength(body), carried: pages.sent, sent: 0 })
      isBlind = false
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      if (error.code === 'not_found' && pages.page !== main) pages.bytes = mostBytes
    }
  }
}

/** All pages with rows of the Action Log that is set now, the main one first: those of former ones too, as far as they are read. */
export async function logPagesOf(ctx: Ctx, main: string): Promise<LogPlace[]> {
  const { table, columns } = ctx.options.action_log
  const kept = await ctx.table<LogPages>(remembering).list()
  const below = kept.flatMap(({ value }) => value.below)
  const former = kept
    .filter(({ key }) => key !== main)
    .map(({ key }) => ({ page: key, table, columns, isFormer: true }))
  const found = await pagesOfQuarter(ctx, main)
  const forgotten = found.filter(page => !below.some(known => known.page === page)).map(page => ({ page, columns }))
  const all = [...below, ...forgotten].map(({ page, columns }) => ({ page, table: {}, columns }))
  return [{ page: main, table, columns }, ...former, ...all]
}

const remembering = 'log'

/** Pages of the last three months that a hub has made that remembers nothing of it. */
async function pagesOfQuarter(ctx: Ctx, main: string): Promise<string[]> {
  const found: string[] = []
  // People may have deleted one of them.
  for (const month of monthsUpTo(monthOf(ctx), 3))
    for (let part = 1, missing = 0; missing < 2; part++) {
      const page = await ctx.confluence.pageWith(identityOf(main, nameOf(month, part)), main)
      if (page) found.push(page.id)
      missing = page ? 0 : missing + 1
    }
  return found
}

const monthOf = ({ now, timeZone }: Ctx) => localText(now, timeZone).slice(0, 7)

function monthsUpTo(last: string, count: number): string[] {
  const [year, month] = last.split('-').map(Number) as [number, number]
  return Array.from({ length: count }, (_, back) => {
    const months = year * 12 + month - 1 - back
    return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`
  })
}

function placeIn({ options }: Ctx, main: string, { page, below }: LogPages): LogPlace {
  const { table, columns } = options.action_log
  if (page === main) return { page, table, columns }
  return { page, table: {}, columns: below.findLast(known => known.page === page)?.columns ?? columns }
}

const filled = ({ bytes = 0, carried, sent }: LogPages) => bytes + carried + sent

/** A row's cells, and what storage and the server put around them: seven elements with ids of their own. */
const storedBytes = (row: string) => Math.ceil(Buffer.byteLength(row) * 1.2) + 1000

const nameOf = (month: string, part: number) => (part === 1 ? month : `${month} (${part})`)
const identityOf = (main: string, name: string) => `confluence-sync/action-log/${main}/${name}`

/** The month's next page, made with the columns of the main one and linked from there. */
async function rolledOver(ctx: Ctx, main: string, before: LogPages, month: string): Promise<LogPages> {
  const { columns, table: anchor } = ctx.options.action_log
  const part = before.month === month ? before.part + 1 : 1
  const identity = identityOf(main, nameOf(month, part))
  // A column that somebody has just renamed would be missing on the new page for good.
  await ctx.confluence.table(main, anchor, { columns: Object.values(columns), limit: 0 })
  const { page: above, columns: names } = await ctx.confluence.table(main, anchor, { limit: 0 })
  const title = `${above.title} ${nameOf(month, part)}`
  const body = [table(names, [])]
  const made = await ctx.confluence.createPage({ parent: main, title, identity, body }, identity)
  const content = [paragraph(link(made.url, title))]
  const change = { kind: 'entry', id: identity, content } as const
  ctx.send('confluence', 'changePage', { page: main, change }, `${identity}/link`, patience(ctx))
  return { page: made.id, month, part, carried: 0, sent: 0, below: [...before.below, { page: made.id, columns }] }
}
