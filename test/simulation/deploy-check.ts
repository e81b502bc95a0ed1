import type { Accuse } from './check-deliveries.ts'
import { itemsInJira, rowsOf, weekOf } from './deploy-jira.ts'
import { differing, type Look, pageOf } from './deploy-looks.ts'
import { type Office, reports } from './deploy-office.ts'
import { changedIn, countsIn, rowsIn } from './deploy-page.ts'
import type { People } from './deploy-people.ts'
import { changesOf, doubtsOf, expectedOf, readMessage, tallied } from './deploy-told.ts'
import type { Call } from './net.ts'

/** Everything that is known when the week is over. */
export interface Week {
  office: Office
  people: People
  looks: readonly Look[]
  said: readonly Call[]
  wall: number
}

/** Judges a week by what Jira, the pages and Slack hold in the end, and by the looks that were remembered. */
export function checkWeek(week: Week, accuse: Accuse) {
  checkPages(week, accuse)
  checkNotes(week, accuse)
  checkTold(week, accuse)
  if (week.office.mode === 'bot') checkThreads(week, accuse)
}

/** The pages of this week and the next say what Jira says, and what has changed last. */
function checkPages({ office, looks, wall }: Week, accuse: Accuse) {
  for (const report of reports)
    for (const week of [weekOf(wall), weekOf(wall, 1)]) {
      const identity = `deploy-report/${report.name}/${week.name}`
      const page = pageOf(office, identity)
      if (!page) {
        accuse('page', `${identity} has none`)
        continue
      }
      const items = itemsInJira(office, report, week)
      const [wanted, shown] = [rowsOf(items), rowsIn(page.body, identity)]
      if (wanted.join('\n') !== shown.join('\n')) accuse('page', `${identity}: ${differing(wanted, shown)}`)
      const counts = ['issue', 'ticket'].map(kind => items.filter(item => item.kind === kind).length)
      if (`${countsIn(page.body, identity)}` !== `${counts}`)
        accuse('page', `${identity} counts ${countsIn(page.body, identity)}, not ${counts}`)
      const last = looks.findLast(look => look.report === report && look.week.name === week.name)
      const changed = last && last.version > 1 ? changesOf(last).map(({ key }) => key) : []
      if (`${changedIn(page.body, identity)}` !== `${changed.sort()}`)
        accuse('page', `${identity} lists changes of ${changedIn(page.body, identity)}, not of ${changed}`)
    }
}

/** What people have written is there once, as they left it. */
function checkNotes({ office, people }: Week, accuse: Accuse) {
  const bodies = [...office.confluence.pages.values()].map(({ id, body }) => ({ id, body }))
  for (const [number, { page, text }] of people.notes.entries()) {
    const body = bodies.find(({ id }) => id === page)?.body ?? ''
    const times = text === undefined ? body.split(`메모 ${number} `).length - 1 : body.split(`>${text}</p>`).length - 1
    if (times !== (text === undefined ? 0 : 1))
      accuse('note', `"${text ?? `메모 ${number}`}" stands ${times} times on page ${page}`)
  }
}

/** Each change that a look found is told to each person once; by webhook again at most for each attempt in doubt. */
function checkTold({ office, looks, said }: Week, accuse: Accuse) {
  const ours = office.slack.channels[0]!.messages.filter(({ bot }) => bot !== undefined)
  const told = tallied(ours.flatMap(({ text }) => readMessage(text) ?? []))
  const expected = tallied(expectedOf(looks, office))
  const doubts = office.mode === 'webhook' ? doubtsOf(said) : new Map<string, number>()
  for (const line of new Set([...told.keys(), ...expected.keys()])) {
    const [times, due] = [told.get(line) ?? 0, expected.get(line) ?? 0]
    const most = due === 0 ? 0 : due + (doubts.get(line) ?? 0)
    if (times < due) accuse('untold', `${times} of ${due} times: ${line}`)
    if (times > most) accuse('told again', `${times} times instead of ${due}: ${line}`)
  }
}

/** One living message for each page, and all else about it in its thread. */
function checkThreads({ office, looks }: Week, accuse: Accuse) {
  const ours = office.slack.channels[0]!.messages.filter(({ bot }) => bot !== undefined)
  for (const [place, own] of Map.groupBy(looks, ({ report, week }) => `${report.name}/${week.name}`)) {
    const id = `deploy-report/${place}`
    const marked = ours.filter(({ metadata }) => metadata?.event_payload.id === id)
    const living = marked.filter(({ metadata }) => metadata!.event_payload.write === 'living')
    if (living.length !== 1) accuse('living', `${place} has ${living.length} messages that are kept up to date`)
    const astray = marked.filter(message => message !== living[0] && message.thread !== living[0]?.ts)
    if (astray.length > 0) accuse('living', `${astray.length} messages about ${place} are not in its thread`)
    const issues = own.at(-1)!.items.filter(({ kind }) => kind === 'issue').length
    if (!living[0]?.text.includes(`이슈 ${issues}건`))
      accuse('living', `${place} should speak of ${issues} issues: ${living[0]?.text.slice(0, 200)}`)
  }
}
