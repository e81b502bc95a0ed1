import { zoneOf } from '../../../engine/zone.ts'
import type { Closed, ClosedIssue } from '../closed.ts'
import { categoryOfText, inert } from '../drafts.ts'
import { limits } from '../input.ts'
import type { Category } from '../log.ts'
import { dateAt } from '../period.ts'
import { clipped, plain } from '../plain.ts'
import { contextOf } from '../star.ts'
import { wordsOf } from '../words.ts'
import type { LogShell } from './body.ts'
import type { LogFlags } from './flags.ts'
import { type Offer, offerAll, unlogged } from './offer.ts'
import { sinceOf } from './since.ts'
import { commandWords } from './words.ts'

/** `dure log --from-jira`: drafts of the issues that a person has closed and that are in no log yet. */
export async function fromJira(shell: LogShell, { since, assignee }: LogFlags): Promise<void> {
  const { jira, offer } = commandWords(shell.language)
  const from = sinceOf(shell, since)
  const { outcome } = await shell.task('closed', { since: from, ...(assignee !== undefined && { assignee }) })
  const { site, issues, more } = outcome as Closed
  if (site === undefined) return shell.say(jira.off)
  if (more) shell.say(jira.more)
  if (issues.length === 0) return shell.say(jira.none(from, assignee))
  const offers = issues.map(issue => offerOf(issue, site, shell))
  const open = await unlogged(
    shell,
    offers.flatMap(({ origins }) => origins),
  )
  const fresh = offers.filter(({ origins }) => origins.every(origin => open.has(origin)))
  if (fresh.length === 0) return shell.say(offer.allKnown)
  await offerAll(shell, fresh)
}

/** An issue that was opened again and closed again is other work. */
const originOf = ({ key, closed }: ClosedIssue, site: string) =>
  `jira:${site.replace(/^https?:\/\//, '')}/${key}@${closed}`

function offerOf(issue: ClosedIssue, site: string, { language, timeZone }: LogShell): Offer {
  const summary = plain(issue.summary)
  return {
    what: commandWords(language).jira.what(issue.key, issue.type),
    body: {
      title: clipped(summary || issue.key, limits.title),
      logged_date: dateAt(new Date(issue.closed), zoneOf(timeZone)),
      category: categoryOf(issue),
      impact_level: 'Medium',
      tech_stack: [],
      ticket_url: issue.url,
      context: contextOf({ ...wordsOf(language).guide.placeholder, situation: inert(`${issue.key} ${summary}`) }),
    },
    origins: [originOf(issue, site)],
  }
}

/** Types are named by administrators; the usual ones say what kind of work it was. */
const byType: [RegExp, Category][] = [
  [/bug|defect|incident|버그|결함|장애|오류/i, '버그픽스'],
  [/story|feature|epic|스토리|기능|에픽/i, '신규기능'],
  [/\bdoc|문서/i, '문서화'],
]

const categoryOf = ({ type, summary }: ClosedIssue): Category =>
  byType.find(([pattern]) => pattern.test(type))?.[1] ?? categoryOfText(summary)
