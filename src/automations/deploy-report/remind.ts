import { localText } from '../../engine/zone.ts'
import { concerned } from './changes.ts'
import type { Ctx } from './ctx.ts'
import { dayOf } from './format.ts'
import { type KnownPage, pagesOf, placeOf } from './keep.ts'
import { lookUp } from './look-up.ts'
import { mentionsOf } from './mentions.ts'
import type { Period, Ticket } from './model.ts'
import { readersOf, reminderOf } from './notices.ts'
import type { ReportOptions } from './options.ts'

/** What a run has reminded of: keys of deploy tickets. */
export interface Reminded {
  report: string
  tickets: string[]
  messages: number
}

/**
 * Reminds of unfinished tickets so many days before their planned date, each person once for each ticket, date and
 * distance. Nobody is written to at a weekend: what would be told then is told on the Friday before.
 */
export async function remind(ctx: Ctx, report: ReportOptions, periods: Period[]): Promise<Reminded> {
  const { slack } = ctx
  const reminded: Reminded = { report: report.name, tickets: [], messages: 0 }
  if (!slack) return reminded
  for (const period of periods) {
    const page = await pagesOf(ctx).get(placeOf(report, period))
    // What has no page was never told; the page's own message comes first.
    if (!page) continue
    const due = await dueIn(ctx, report, period)
    const people = due.flatMap(({ ticket }) => concerned(ticket, report.tell))
    const { mention } = await mentionsOf(ctx, slack, people)
    for (const one of due) {
      reminded.tickets.push(one.ticket.key)
      reminded.messages += send(ctx, { ...one, report, page, mention })
    }
  }
  return reminded
}

interface Due {
  ticket: Ticket
  /** Until its planned date. */
  days: number
  /** The one of the report's `reminders` that it is reminded for. */
  distance: number
}

async function dueIn(ctx: Ctx, report: ReportOptions, period: Period): Promise<Due[]> {
  const { found } = await lookUp(ctx, report, period)
  const today = localText(ctx.now, ctx.timeZone).slice(0, 10)
  const free = daysUntilWeekday(today)
  return [...found.tickets.values()].flatMap(ticket => {
    if (ticket.date === undefined || ticket.status.category === 'done') return []
    const days = daysBetween(today, dayOf(ticket.date, ctx.timeZone))
    const due = report.reminders.filter(distance => days >= distance && days - distance < free)
    return due.length > 0 ? [{ ticket, days, distance: Math.max(...due) }] : []
  })
}

/** 3 on a Friday. */
function daysUntilWeekday(today: string): number {
  const weekday = new Date(`${today}T00:00Z`).getUTCDay()
  return weekday === 5 ? 3 : weekday === 6 ? 2 : 1
}

const daysBetween = (from: string, to: string) =>
  (Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / 86_400_000

interface Reminder extends Due {
  report: ReportOptions
  page: KnownPage
  mention: Awaited<ReturnType<typeof mentionsOf>>['mention']
}

/** Queues a message for each person, or one for nobody known; gives how many. */
function send(ctx: Ctx, { ticket, days, distance, report, page, mention }: Reminder): number {
  const people = readersOf(concerned(ticket, report.tell), mention)
  const about = `deploy-report/${report.name}/remind/${ticket.key}/${ticket.date}/${distance}`
  for (const person of people.length > 0 ? people : [undefined]) {
    const message = reminderOf({
      ticket,
      days,
      person,
      mention,
      timeZone: ctx.timeZone,
      language: ctx.options.language,
      pageUrl: page.url,
      pageTitle: page.title,
    })
    ctx.send('slack', 'post', { channel: report.channel, message }, person ? `${about}/${person.id}` : about)
  }
  return Math.max(people.length, 1)
}
