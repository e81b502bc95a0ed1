import type { Answer, Question } from '../../connectors/llm/index.ts'
import { type ErrorCode, HubError } from '../../engine/error.ts'
import { type Advice, adviceOn } from './advice.ts'
import { type Bullet, bulletsOf, weightOf } from './extract.ts'
import { type Checked, checked } from './gates.ts'
import { Drafts, instructionsFor } from './instructions.ts'
import { lineOf } from './lines.ts'
import type { WorkLog } from './log.ts'
import { holds, type Period } from './period.ts'
import { phrasesOf } from './phrases.ts'
import { type PrivacyOptions, type SentLog, sendable } from './privacy.ts'
import type { Language } from './words.ts'

/** What a summary needs of the language model: the connector's client, or nothing. */
export interface Writer {
  ask<T>(question: Question<T>): Promise<Answer<T>>
}

export interface Summarising {
  llm?: Writer
  language: Language
  /** A week or a month; both are made of logs, so nothing is told at third hand. */
  period: Period
  /** At most so many bullets. Default 8. */
  most?: number
  privacy?: PrivacyOptions
  signal?: AbortSignal
}

export interface Summary {
  bullets: Bullet[]
  /** Titles of the weightiest; of an empty period, that it is empty. */
  headline: string
  /** `llm`: at least one bullet is a model's. */
  how: 'llm' | 'extractive'
  /** Logs of the period. */
  logs: number
  /** Logs of impact High that no bullet tells of, for want of room. */
  omitted: string[]
  replaced: Checked['replaced']
  advice: Advice[]
  /** Set where a model was asked and answered, whatever came of it: it costs. */
  written?: Pick<Answer<unknown>, 'usage' | 'model' | 'promptHash'> & { sent: number; redactions: number }
  /** Why a model that was asked had no part in it; whoever keeps the summary tells this to somebody. */
  failure?: { code: ErrorCode; message: string }
}

const usualMost = 8
/** Characters of all logs that are sent: some 60 000 tokens of Korean at most. */
const longestQuestion = 80_000

/**
 * The summary of a period. A model's bullets are kept as far as their sources vouch for them; without a model, and where
 * it fails in whatever way we expect (no answer, a refusal, half an answer, a wrong key, a plan), the bullets are
 * the authors' own words. It throws only what is no failure of the model: the run is stopped, or there is a bug.
 */
export async function summarise(all: readonly WorkLog[], options: Summarising): Promise<Summary> {
  const { language, period } = options
  const logs = all.filter(({ loggedDate }) => holds(period, loggedDate))
  if (logs.length === 0) return { ...plain([], logs, options), headline: phrasesOf(language).nothing(period) }
  if (!options.llm) return plain(extracted(logs, options), logs, options)
  try {
    return await written(logs, { ...options, llm: options.llm })
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    return { ...plain(extracted(logs, options), logs, options), failure: { code: error.code, message: error.message } }
  }
}

const extracted = (logs: readonly WorkLog[], { language, period, most = usualMost }: Summarising) =>
  bulletsOf(logs, { language, period, most })

function plain(bullets: Bullet[], logs: readonly WorkLog[], { language }: Summarising): Summary {
  return {
    bullets,
    headline: headlineOf(bullets, logs, language),
    how: 'extractive',
    logs: logs.length,
    omitted: untoldHigh(bullets, logs).map(({ id }) => id),
    replaced: [],
    advice: [],
  }
}

async function written(logs: readonly WorkLog[], options: Summarising & { llm: Writer }): Promise<Summary> {
  const { llm, language, period, most = usualMost, privacy, signal } = options
  const sent = sendable(weightiestFirst(logs, period), privacy)
  const data = { period: { from: period.from, until: period.to }, logs: fitting(sent.logs) }
  const question = { instructions: instructionsFor(most), data, schema: Drafts, language, signal }
  const { value, ...told } = await llm.ask(question)
  const drafts = value.bullets.slice(0, most).map(({ text, sources }) => ({
    text: sent.restored(text),
    sources: sources.map(alias => sent.idOf(alias) ?? alias),
  }))
  const { kept, replaced } = checked(drafts, logs, language)
  const first = kept.slice(0, most)
  const forgotten = bulletsOf(untoldHigh(first, logs), { language, period, most: most - first.length })
  const shown = kept.length > 0 ? [...first, ...forgotten] : extracted(logs, options)
  return {
    ...plain(shown, logs, options),
    how: drafts.length > replaced.length ? 'llm' : 'extractive',
    replaced,
    advice: adviceOn(shown, logs),
    written: { ...told, sent: data.logs.length, redactions: sent.redactions },
  }
}

/** So that what does not fit into a question is what matters least; and the same logs make the same question. */
const weightiestFirst = (logs: readonly WorkLog[], period: Period) =>
  logs
    .map(log => ({ log, weight: weightOf(log, period) }))
    .sort((a, b) => b.weight - a.weight || (a.log.id < b.log.id ? -1 : 1))
    .map(({ log }) => log)

function fitting(logs: readonly SentLog[]): SentLog[] {
  let room = longestQuestion
  return logs.filter(log => {
    const size = JSON.stringify(log).length
    if (size > room) return false
    room -= size
    return true
  })
}

/** Logs of impact High that no bullet tells of. */
export function untoldHigh(bullets: readonly Bullet[], logs: readonly WorkLog[]): WorkLog[] {
  const told = new Set(bullets.flatMap(({ sources }) => sources))
  return logs.filter(({ id, impactLevel }) => impactLevel === 'High' && !told.has(id))
}

/** The titles of the first three, as their authors wrote them. */
function headlineOf(bullets: readonly Bullet[], logs: readonly WorkLog[], language: Language): string {
  const titleOf = new Map(logs.map(({ id, title }) => [id, lineOf(title)]))
  const titles = [...new Set(bullets.map(({ sources }) => titleOf.get(sources[0]!) ?? ''))]
  return phrasesOf(language).headline(titles.slice(0, 3), Math.max(0, titles.length - 3))
}
