import { clip, type Formats, formatsOf, plain } from './format.ts'
import type { Change, Deployment, Ticket } from './model.ts'
import { canBeRead } from './rows.ts'
import { type Language, wordsOf } from './words.ts'

const longestSummary = 100
const longestValue = 150

/** What stands on the page and in messages alike, as plain text of bounded length. */
export function sentencesOf(language: Language, timeZone: string) {
  const w = wordsOf(language)
  const f = formatsOf(language, timeZone)

  const summary = ({ summary }: { summary: string }) => clip(plain(summary), longestSummary)
  /** Under a nameless status its category. */
  const status = ({ status: { name, category } }: Deployment | Ticket) =>
    clip(plain(name), 60) || w.categories[category]
  const people = (item: Deployment | Ticket) => ({
    assignee: item.assignee && clip(plain(item.assignee.name), longestValue),
    approvers: clip(item.approvers.map(({ name }) => plain(name)).join(', '), longestValue),
  })

  /** `상태: 진행 중 → 완료`, a line each. */
  const details = ({ kind, what, details }: Change) =>
    details.flatMap(({ field, before, after }) => {
      if (field === 'tickets')
        return [
          ...(before ? [`${w.unlinked[kind]}: ${value(before)}`] : []),
          ...(after ? [`${w.linked[kind]}: ${value(after)}`] : []),
        ]
      const [old, now] = field === 'date' ? [dated(before, f), dated(after, f)] : [before, after]
      // Where the date is not watched, nobody knows what it was.
      if (what === 'moved' && old === undefined) return [`${w.fields[field]}: ${value(now)}`]
      return [`${w.fields[field]}: ${value(old)} → ${value(now)}`]
    })
  const value = (text: string | undefined) => (text === undefined ? w.nothing : clip(plain(text), longestValue))

  /** `예정일: 2026-11-27(금)`, a piece each: how something stands now. */
  function facts(item: Deployment | Ticket): string[] {
    const { assignee, approvers } = people(item)
    const all = [
      [w.fields.date, item.date === undefined ? w.nothing : f.date(item.date)],
      [w.fields.status, status(item)],
      [w.fields.assignee, assignee || w.nothing],
      [w.fields.approvers, approvers],
    ]
    const known = canBeRead(item) ? all.filter(([, text]) => text) : [[w.fields.status, status(item)]]
    return known.map(([name, text]) => `${name}: ${text}`)
  }

  return { w, f, summary, status, people, details, facts }
}

export type Sentences = ReturnType<typeof sentencesOf>

const dated = (date: string | undefined, { date: shown }: Formats) => (date === undefined ? undefined : shown(date))
