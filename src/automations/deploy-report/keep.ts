import { createHash } from 'node:crypto'
import type { Changes } from '../../engine/automation.ts'
import { changesOf, type Item, itemsOf } from './changes.ts'
import type { Ctx } from './ctx.ts'
import { lookUp } from './look-up.ts'
import type { Change, Found, Period } from './model.ts'
import type { ReportOptions } from './options.ts'
import { type PageView, regionsOf } from './page.ts'
import type { Kept } from './shown.ts'
import type { Source } from './source.ts'
import { tell } from './tell.ts'
import { titleOf } from './title.ts'
import { notYetTold, toldBefore } from './told.ts'
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
}

/** What Jira says now → what differs from last time → the page → those whom it concerns. */
export async function keep(ctx: Ctx, keeping: Keeping): Promise<Kept> {
  const { report, period } = keeping
  const { source, jql, found } = await lookUp(ctx, report, period)
  const diff = await ctx.changes(placeOf(report, period), itemsOf(found, report.watch), idOf)
  const page = keeping.anew ? undefined : await pagesOf(ctx).get(placeOf(report, period))
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
  if (diff.none && page) return kept

  const { changes, takenOver } = await changesSince(ctx, keeping, source, found, diff)
  const view = await viewOf(ctx, { report, period, found, changes, version: diff.version, jql, source })
  const created = !page && !takenOver
  const version = `deploy-report/${placeOf(report, period)}/v${diff.version}`
  // A page made anew is told of under keys of its own: the version may not have changed.
  const base = keeping.anew ? `${version}/${ctx.run.key}` : version
  const published = await publish(ctx, view, page, base)
  const news = { ...view, ...published, created, base, pageUrl: published.url, pageTitle: published.title }
  const told = await tell(ctx, news)
  return {
    ...kept,
    ...countsOf(changes),
    ...told,
    state: created ? 'created' : 'updated',
    title: published.title,
    url: published.url,
  }
}

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
  const nameOf = (id: string) => ctx.people.withAccount('jira', id)?.name
  const untold = before ? notYetTold(diff.added, before, ctx.timeZone) : diff
  return { changes: changesOf(untold, found, where, report.tell, nameOf), takenOver: before !== undefined }
}

type Given = Pick<PageView, 'report' | 'period' | 'found' | 'changes' | 'version' | 'jql'>

async function viewOf(ctx: Ctx, { source, ...given }: Given & { source: Source }): Promise<PageView> {
  const { report } = given
  const jiraServer = report.jiraServerId
    ? { id: report.jiraServerId }
    : await ctx.confluence.jiraServer(spaceOf(ctx, report))
  const { timeZone, options } = ctx
  return { ...given, jiraServer, dateField: source.date, refreshedAt: ctx.now, timeZone, language: options.language }
}

export const spaceOf = (ctx: Ctx, report: ReportOptions) => report.space ?? ctx.settings.CONFLUENCE_SPACE_KEY
export const parentOf = (ctx: Ctx, report: ReportOptions) => report.parent ?? ctx.settings.CONFLUENCE_PARENT_PAGE_ID

/**
 * Brings the page up to date, and makes it where there is none. The key holds what the page is to say: a run that is
 * repeated after a crash finds its write done only where Jira still says the same.
 */
async function publish(ctx: Ctx, view: PageView, page: KnownPage | undefined, base: string): Promise<KnownPage> {
  const { report, period } = view
  const place = placeOf(report, period)
  const key = `${base}/page/${digestOf(view)}`
  const content = { identity: `deploy-report/${place}`, regions: regionsOf(view), note: `Dure: v${view.version}` }
  const title = titleOf(report, period, view.language)
  const { id, url } = page
    ? await ctx.confluence.editPage({ page: page.id, ...content }, key)
    : await ctx.confluence.createPage(
        { ...content, space: spaceOf(ctx, report), parent: parentOf(ctx, report), title, adopt: report.adopt },
        key,
      )
  // The run may be about another moment than that at which its messages go out.
  const announcedAt = page?.announcedAt ?? ctx.clock.now().toISOString()
  const known = { id, url, title: page?.title ?? title, announcedAt }
  pagesOf(ctx).put(place, known)
  return known
}

function digestOf({ found, report, changes }: PageView): string {
  const content = JSON.stringify([itemsOf(found, report.watch), changes])
  return createHash('sha256').update(content).digest('hex').slice(0, 16)
}

function countsOf(changes: Change[]) {
  const count = (...what: Change['what'][]) => changes.filter(change => what.includes(change.what)).length
  return { added: count('added'), changed: count('changed'), removed: count('moved', 'gone') }
}
