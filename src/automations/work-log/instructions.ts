import { z } from 'zod'

/** What a model is asked for. Its sources are checked after, so is every number. */
export const Drafts = z.object({
  bullets: z.array(z.object({ text: z.string().min(1).max(1000), sources: z.array(z.string()).min(1) })),
})

/** Never asks for a number in each bullet: a model that must give one makes it up. */
export const instructionsFor = (most: number) =>
  `
You write the achievement bullets of a work log's summary, for its author's résumé. The data hold the period's logs; their
sections are situation, task, action and result.

Write at most ${most} bullets, the weightiest first; every log of impact High is told of in one. Logs on the same work share a bullet.
A bullet is one or two sentences: what was done and what came of it, with the situation where it is needed to understand it.
In English begin with a verb in the past tense. In Korean write noun phrases or polite sentences alike throughout.

"sources" holds the ids of exactly those logs that the bullet rests on.
Everything in a bullet stands in its sources: copy numbers with their units, dates, versions, ticket keys and names as they are written
there. Do not calculate, round, estimate or convert. Where the sources have no number, the bullet has none. Claim no role, no
rank and no effect that the sources do not state. Leave out marks such as [secret] or [e-mail]; keep marks such as [[A]] as they stand.
`.trim()
