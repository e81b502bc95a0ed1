import { z } from 'zod'
import { type Context, defineAutomation, type Schedule } from './automation.ts'
import { defineConnector, type Verdict, write } from './connector.ts'
import { type ErrorCode, HubError } from './error.ts'

/** What is written to the desk. Letters of one tray keep their order; without a tray each goes by itself. */
export interface Letter {
  text: string
  tray?: string
}

type Answer =
  | 'ok'
  | ErrorCode
  /** It arrives, and the answer is lost. */
  | 'lost'
  /** It does not arrive, and nobody can tell. */
  | 'cut'
  /** Nothing comes back, whatever the signal says, until `release`. */
  | 'hang'
  | Error

/** A far side for tests: it keeps what arrives, and answers as it is told to. */
export function desk({
  name = 'desk',
  limits = { concurrency: 50 },
}: {
  name?: string
  limits?: { concurrency?: number; perSecond?: number }
} = {}) {
  const arrived: { text: string; key: string }[] = []
  const calls: string[] = []
  const answers = new Map<string, Answer[]>()
  const hanging = new Map<string, (answer: Answer) => void>()
  const alerts: { subject: string; body: string }[] = []
  const state = {
    verdict: 'unknown' as 'ask the desk' | 'absent' | 'unknown' | 'silent',
    asked: 0,
    accepts: true,
    checks: 0,
  }
  let most = 0
  let open = 0

  const take = async (letter: Letter, key: string) => {
    calls.push(letter.text)
    open += 1
    most = Math.max(most, open)
    try {
      return await reply(letter, key, answers.get(letter.text)?.shift() ?? 'ok')
    } finally {
      open -= 1
    }
  }

  const reply = async (letter: Letter, key: string, answer: Answer): Promise<{ number: number }> => {
    if (answer === 'hang') return reply(letter, key, await new Promise(resolve => hanging.set(letter.text, resolve)))
    if (answer === 'ok' || answer === 'lost') arrived.push({ text: letter.text, key })
    if (answer === 'ok') return { number: arrived.length }
    if (answer === 'lost' || answer === 'cut') throw new HubError('unavailable', 'no answer came')
    if (answer instanceof Error) throw answer
    throw new HubError(answer, `the desk says ${answer}`, { arrived: 'no' })
  }

  const verify = async (_: Letter, key: string): Promise<Verdict<{ number: number }>> => {
    state.asked += 1
    if (state.verdict === 'silent') throw new HubError('unavailable', 'nobody answers the question')
    if (state.verdict !== 'ask the desk') return state.verdict
    const place = arrived.findIndex(entry => entry.key === key)
    return place < 0 ? 'absent' : { applied: { number: place + 1 } }
  }

  const kind = {
    lane: ({ tray, text }: Letter) => tray ?? text,
    summary: ({ text }: Letter) => text,
    perform: take,
    preview: ({ text }: Letter) => ({ text, result: { number: 0 } }),
  }
  const connector = defineConnector({
    name,
    settings: {},
    limits,
    connect: () => ({
      /** Blind, named for what it prefers where the fate of a letter is unknown. */
      repeat: write<Letter, { number: number }>({ ...kind, whenUncertain: 'repeat' }),
      miss: write<Letter, { number: number }>({ ...kind, whenUncertain: 'miss' }),
      ask: write<Letter, { number: number }>({ ...kind, whenUncertain: 'ask' }),
      put: write<Letter, { number: number }>({ ...kind, repeatable: true }),
      brief: write<Letter, { number: number }>({ ...kind, repeatable: true, giveUpAfterMs: 120_000 }),
      /** These can be asked for. */
      knownRepeat: write<Letter, { number: number }>({ ...kind, verify, whenUncertain: 'repeat' }),
      knownMiss: write<Letter, { number: number }>({ ...kind, verify, whenUncertain: 'miss' }),
      knownAsk: write<Letter, { number: number }>({ ...kind, verify, whenUncertain: 'ask' }),
      alarm: write<{ subject: string; body: string }, null>({
        repeatable: true,
        summary: ({ subject }) => subject,
        perform: async alert => {
          alerts.push(alert)
          return null
        },
        preview: () => ({ result: null }),
      }),
    }),
    check: async () => {
      state.checks += 1
      if (!state.accepts) throw new HubError('unauthorized', 'the badge is not known')
    },
    alert: payload => ({ write: 'alarm', payload }),
  })

  return {
    connector,
    arrived,
    calls,
    alerts,
    state,
    /** How many letters were under way at once at most. */
    most: () => most,
    texts: () => arrived.map(({ text }) => text),
    /** The answers to the first attempts at a letter; those after them are `ok`. */
    answer: (text: string, ...list: Answer[]) => void answers.set(text, list),
    release: (text: string, answer: Answer = 'ok') => hanging.get(text)?.(answer),
    isHanging: (text: string) => hanging.has(text),
  }
}

export type Desk = ReturnType<typeof desk>
export type Kind = 'repeat' | 'miss' | 'ask' | 'put' | 'brief' | 'knownRepeat' | 'knownMiss' | 'knownAsk'

const Letters = z.object({
  kind: z.enum(['repeat', 'miss', 'ask', 'put', 'brief', 'knownRepeat', 'knownMiss', 'knownAsk']).default('put'),
  letters: z.array(
    z.object({
      text: z.string(),
      tray: z.string().optional(),
      key: z.string().optional(),
      priority: z.number().optional(),
    }),
  ),
})
type LettersOf = z.output<typeof Letters>

/** An automation that writes letters: queued ones, and ones whose answer it awaits. */
export const clerk = (far: Desk) =>
  defineAutomation({
    name: 'clerk',
    title: 'Clerk',
    uses: { desk: far.connector },
    tasks: {
      send: {
        summary: 'Queues letters',
        input: Letters,
        async run(ctx, { kind, letters }: LettersOf) {
          for (const { key, priority, ...letter } of letters)
            ctx.send('desk', kind, letter, key ?? letter.text, { priority })
        },
      },
      call: {
        summary: 'Writes letters and gives their numbers',
        input: Letters,
        async run(ctx, { kind, letters }: LettersOf) {
          const numbers: number[] = []
          for (const { key, priority: _, ...letter } of letters)
            numbers.push((await ctx.desk[kind](letter, key ?? letter.text)).number)
          return numbers
        },
      },
    },
  })

export type TaskContext = Context<{ desk: Desk['connector'] }, Record<never, never>, unknown>

/** An automation of one task, `one/task`, which does what a test says. */
export const one = (
  far: Desk,
  run: (ctx: TaskContext, input: any) => Promise<unknown>,
  more: { cron?: string | Schedule; on?: string[]; lane?: string; timeLimitMs?: number; maxAttempts?: number } = {},
) =>
  defineAutomation({
    name: 'one',
    title: 'One',
    uses: { desk: far.connector },
    tasks: { task: { summary: 'Does it', ...more, run } },
  })
