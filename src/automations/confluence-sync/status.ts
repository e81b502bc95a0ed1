import type { CountName, StatusRule } from './options.ts'

export type Status = StatusRule['is']

/** What is known of a Play in the quarter: how much there was of each, and the verdict of its latest validation. */
export interface Standing {
  counts: Record<CountName, number>
  verdict: string | undefined
}

/** That of the first rule that holds; undefined where none does. */
export const statusOf = (rules: readonly StatusRule[], standing: Standing): Status | undefined =>
  rules.find(({ when = {} }) => holds(when, standing))?.is

function holds({ verdict, ...bounds }: NonNullable<StatusRule['when']>, standing: Standing): boolean {
  if (verdict && !verdict.some(word => fold(word) === fold(standing.verdict ?? ''))) return false
  return Object.entries(bounds).every(([name, bound]) => {
    const count = standing.counts[`${name as keyof typeof bounds}_qtd`]
    return typeof bound === 'object' ? count < bound.below : count >= (bound ?? 0)
  })
}

const fold = (word: string) => word.normalize('NFC').trim().toLowerCase()
