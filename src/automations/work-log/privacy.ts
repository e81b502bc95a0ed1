import { lineOf } from './lines.ts'
import type { WorkLog } from './log.ts'
import { clipped } from './plain.ts'
import { redactedText } from './redact.ts'

export interface PrivacyOptions {
  /** Names that never leave: of customers, people, unannounced products. Case counts for nothing. */
  words?: readonly string[]
  /** What of a log goes out besides its title, tech, category, impact and date. */
  fields?: readonly ('situation' | 'task' | 'action' | 'result' | 'metrics')[]
}

/** One log as a model sees it: what is not listed here never leaves. */
export interface SentLog {
  id: string
  title: string
  date: string
  category: string
  impact: string
  tech: string[]
  situation?: string
  task?: string
  action?: string
  result?: string
  metrics?: string
}

export interface Sent {
  logs: SentLog[]
  /** The log of an id that was sent. */
  idOf: (alias: string) => string | undefined
  /** Puts listed words back where the model kept their marks. */
  restored: (text: string) => string
  /** How often something was cut out. */
  redactions: number
}

const allFields = ['situation', 'task', 'action', 'result', 'metrics'] as const
/** Characters of one section; what lies beyond is not sent, and shown to be cut. */
const longest = { situation: 600, task: 600, action: 1500, result: 2000, metrics: 1000 }

/** What may go to a model: listed fields, short ids in place of ours, and no personal data, secrets or listed words. */
export function sendable(logs: readonly WorkLog[], { words = [], fields = allFields }: PrivacyOptions = {}): Sent {
  const listed = listedWords(words)
  let redactions = 0
  const clean = (text: string) => {
    const { text: redacted, count } = redactedText(lineOf(text))
    const { text: hidden, count: more } = listed.hidden(redacted)
    redactions += count + more
    return hidden
  }
  const sent = logs.map((log, index): SentLog => {
    const sections = fields.flatMap(field => {
      const text = field === 'metrics' ? log.metrics : log.star[field]
      return text?.trim() ? [[field, clipped(clean(text), longest[field])] as const] : []
    })
    const { title, loggedDate: date, category, impactLevel: impact } = log
    return {
      id: aliasOf(index),
      title: clean(title),
      date,
      category,
      impact,
      tech: log.techStack.map(clean),
      ...Object.fromEntries(sections),
    }
  })
  const ids = new Map(logs.map(({ id }, index) => [aliasOf(index), id]))
  return { logs: sent, idOf: alias => ids.get(alias.trim()), restored: listed.restored, redactions }
}

const aliasOf = (index: number) => `L${index + 1}`

/** A word may be the beginning of another: the longest first. Its mark is one that a model copies as it stands. */
function listedWords(words: readonly string[]) {
  const all = [...new Set(words.map(word => word.normalize('NFKC').trim()).filter(Boolean))].sort(
    (a, b) => b.length - a.length,
  )
  const pattern = all.length > 0 ? new RegExp(all.map(literal).join('|'), 'gi') : undefined
  const numberOf = new Map(all.map((word, index) => [word.toLowerCase(), index]))
  return {
    hidden(text: string) {
      let count = 0
      if (!pattern) return { text, count }
      const hidden = text.replace(pattern, found => {
        count++
        return `[[${letter(numberOf.get(found.toLowerCase()) ?? 0)}]]`
      })
      return { text: hidden, count }
    },
    restored: (text: string) =>
      all.reduce((whole, word, index) => whole.replaceAll(`[[${letter(index)}]]`, word), text),
  }
}

/** Without a digit, which would be read as a number: A, B, … Z, AA. */
const letter = (index: number): string =>
  (index < 26 ? '' : letter(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26))

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
