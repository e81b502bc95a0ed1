import { createHash } from 'node:crypto'
import type { Changes } from '../../engine/automation.ts'
import { HubError } from '../../engine/error.ts'
import { changesOf, type Item, itemsOf, watchedIn } from './changes.ts'
import type { Ctx } from './ctx.ts'
import { lookUp } from './look-up.ts'
import type { Change, Found, Period } from './model.ts'
import type { ReportOptions } from './options.ts'
import { type PageView, regionsOf } from './page.ts'
import { formerPeople } from './people.ts'
import type { Kept } from './shown.ts'
import type { Source } from './source.ts'
import { notYetTold, toldBefore } from './take-over.ts'
import { tell } from './tell.ts'
import { titleOf } from './title.ts'
import { whereabouts } from './whereabouts.ts'

/** A page that Dure has made, as it is remembered from run to run. */
export interface KnownPage {
  id: string
  url: string
  title: string
  announcedAt: string
}

export const pagesOf = (ctx: Ctx) => ctx.table<KnownPage>('pages')
export const placeOf = (report: ReportOptions, period: Period) => `${report.name}/${period.name}`

export interface Keeping {
  report: ReportOptions
  period: Period
  /** Forgets the page it had: a new one is made. */
  anew?: boolean
  /** Believes Jira when it finds nothing any more. */
  acceptEmpty?: boolean
  /** What this run has told so far: see `News`. */
  told?: Set<string>
}

/** What Jira says now → what differs from last time → the page → those whom it concerns. */
export async function keep(ctx: Ctx, keeping: Keeping): Promise<Kept> {
  const { report, period } = keeping
  const known = await pagesOf(ctx).get(placeOf(report, period))
  if (keeping.anew && known) await assertGone(ctx, known)
  const page = keeping.anew ? undefined : known
  const surroundings = page ? undefined : surroundingsOf(ctx, report)
  // It may fail before anybody waits for it.
  surroundings?.catch(() => {})
  const { source, jql, found } = await lookUp(ctx, report, period)
  const items = itemsOf(found, watchedIn(report), lookOf(ctx, report, jql))
  const diff = await ctx.changes(placeOf(report, period), items, idOf)
  const isAsBefore = diff.none && page !== undefined
  const kept: Kept = {
    report: report.name,
    period: period.name,
    state: 'unchanged',
    language: ctx.options.language,
    title: page?.title,
    url: page?.url,
    issues: found.issues.length,
    tickets: found.tickets.size,
  }
  const version = `deploy-report/${placeOf(report, period)}/v${diff.version}`
  // A page made anew is told of under keys of its own: the version may not have changed.
  const base = keeping.anew ? `${version}/${ctx.run.key}` : version
  // A run that ended after its page and before its own end has left a page that nothing else here knows of.
  const earlier = (await ctx.written('confluence', `${base}/page/`)).map(({ key }) => key)
  if (isAsBefore && !diff.held && earlier.length === 0) return kept

  const { changes, takenOver } = await changesSince(ctx, keeping, source, found, diff)
  const jiraServer = surroundings ? await surroundings : await jiraServerOf(ctx, report)
  const view = viewOf(ctx, { report, period, found, changes, version: diff.version, jql, jiraServer }, source)
  const created = !page && !takenOver
  const key = pageKey(base, [items, changes], earlier)
  const published = await publish(ctx, view, page, key)
  // What came and went between two ends of runs is told to nobody.
  if (isAsBefore) return key === earlier.at(-1) ? kept : { ...kept, state: 'updated' }
  const news = { ...view, ...published, created, base, pageUrl: published.url, pageTitle: published.title }
  const told = await tell(ctx, { ...news, told: keeping.told ?? new Set() })
  return {
    ...kept,
    ...countsOf(changes),
    ...told,
    state: created ? 'created' : 'updated',
    title: published.title,
    url: published.url,
  }
}

/** A page that is still there would be taken for the new one, and everyone be told of it again. */
async function assertGone({ confluence }: Ctx, { id, url }: KnownPage) {
  const page = await confluence.page(id).catch(error => {
    if (error instanceof HubError && error.code === 'not_found') return undefined
    throw error
  })
  if (page?.status === 'current')
    throw new HubError('invalid', `the page is still there: ${url}. Delete it first, or leave out --anew`)
}

/** What in the options is seen on the page. Which Jira a macro was found to read may differ from search to search. */
const lookOf = ({ options }: Ctx, { jiraServerId }: ReportOptions, jql: string) => [
  options.language,
  jql,
  ...(jiraServerId ? [jiraServerId] : []),
]

const idOf = ({ kind, key }: Item) => `${kind}/${key}`

/** What differs from last time, in words; at the first time from what an older tool had told, if there was one. */
async function changesSince(
  ctx: Ctx,
  { report, period, acceptEmpty }: Keeping,
  source: Source,
  found: Found,
  diff: Changes<Item>,
): Promise<{ changes: Change[]; takenOver: boolean }> {
  const before = diff.version === 1 ? await toldBefore(ctx).get(placeOf(report, period)) : undefined
  const wasIn = { period, jql: report.jql, acceptEmpty, timeZone: ctx.timeZone }
  const where = await whereabouts(ctx.jira, source, found, diff.removed, wasIn)
  const former = await formerPeople(ctx, diff, found)
  const untold = before ? notYetTold(diff.added, before, ctx.timeZone) : diff
  return { changes: changesOf(untold, found, where, report.tell, former), takenOver: before !== undefined }
}

/**
 * What a page that is yet to be made needs of Confluence, asked while Jira is searched: which Jira its macro reads, and
 * its space, which the making of it then knows.
 */
async function surroundingsOf(ctx: Ctx, report: ReportOptions) {
  // Not before Jira has answered: five calls that fail at once would be taken for a site that is down.
  await ctx.jira.site()
  const space = ctx.confluence.space(spaceOf(ctx, report))
  const [jiraServer] = await Promise.all([jiraServerOf(ctx, report), space])
  return jiraServer
}

const jiraServerOf = async (ctx: Ctx, report: ReportOptions) =>
  report.jiraServerId ? { id: report.jiraServerId } : ctx.confluence.jiraServer(spaceOf(ctx, report))

type Given = Pick<PageView, 'report' | 'period' | 'found' | 'changes' | 'version' | 'jql' | 'jiraServer'>

function viewOf({ now, timeZone, options }: Ctx, given: Given, source: Source): PageView {
  return { ...given, dateField: source.date, refreshedAt: now, timeZone, language: options.language }
}

export const spaceOf = (ctx: Ctx, report: ReportOptions) => report.space ?? ctx.settings.CONFLUENCE_SPACE_KEY
export const parentOf = (ctx: Ctx, report: ReportOptions) => report.parent ?? ctx.settings.CONFLUENCE_PARENT_PAGE_ID

/** Brings the page up to date, and makes it where there is none. */
async function publish(ctx: Ctx, view: PageView, page: KnownPage | undefined, key: string): Promise<KnownPage> {
  const { report, period } = view
  const place = placeOf(report, period)
  const content = { identity: `deploy-report/${place}`, regions: regionsOf(view), note: `Dure: v${view.version}` }
  const wanted = titleOf(report, period, view.language)
  // People may have given it another title, and then it is called so.
  const { id, url, title } = page
    ? await ctx.confluence.editPage({ page: page.id, ...content }, key, { about: place })
    : await ctx.confluence.createPage(
        { ...content, space: spaceOf(ctx, report), parent: parentOf(ctx, report), title: wanted, adopt: report.adopt },
        key,
        { about: place },
      )
  // The run may be about another moment than that at which its messages go out.
  const announcedAt = page?.announcedAt ?? ctx.clock.now().toISOString()
  const known = { id, url, title, announcedAt }
  pagesOf(ctx).put(place, known)
  return known
}

/**
 * Holds what the page is to say: a run that is repeated after a crash finds its write done only where Jira still says
 * the same. What was written for this version since has a number of its own, for what Jira said may come back.
 */
function pageKey(base: string, content: unknown, earlier: string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16)
  const last = earlier.at(-1)
  return last?.endsWith(`/${digest}`) ? last : `${base}/page/${earlier.length}/${digest}`
}

function countsOf(changes: Change[]) {
  const count = (...what: Change['what'][]) => changes.filter(change => what.includes(change.what)).length
  return { added: count('added'), changed: count('changed'), removed: count('moved', 'gone') }
}
