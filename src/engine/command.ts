import type { z } from 'zod'

/** What became of a task that a command has run, and of the writes that left with it. */
export interface Ended<Outcome = any> {
  run: number
  outcome: Outcome
  /**
   * In the order in which they were queued; one that has not gone within half a minute is still `ready`. `held` says why
   * nothing goes to its connector until a person has acted.
   */
  deliveries: {
    connector: string
    write: string
    key: string
    state: string
    result?: any
    error?: string
    held?: string
  }[]
}

/** What is to be typed: `initial` stands for an empty answer, `problem` says what is wrong with one. */
export interface Question {
  text: string
  initial?: string
  /** Told before the question, a line each. */
  hints?: readonly string[]
  problem?: (answer: string) => string | undefined
}

/**
 * What a command finds around it. Whatever a person calls off, by Ctrl-C or the end of input, is thrown as
 * `CalledOff`: a command that wants to keep something by then keeps it as it goes.
 */
export interface Shell<Options = any> {
  language: 'ko' | 'en'
  /** The automation's section of dure.yaml. */
  options: Options
  timeZone: string
  now(): Date
  newId(): string
  /** Whether somebody is there to answer; where nobody is, `ask` and `edit` are `invalid`. */
  interactive: boolean
  say(text: string): void
  /** What is not part of the result, such as a warning: it never gets into a file that the result is led to. */
  note(text: string): void
  /** The answer, without blanks at its ends; asked again until there is nothing wrong with it. */
  ask(question: Question): Promise<string>
  /** The text as it left the person's editor. The name is the file's, for the editor's colours: `context.md`. */
  edit(text: string, name: string): Promise<string>
  /**
   * Runs a task of the automation to its end, here or in the hub that runs; the same key again finds the same run.
   * `invalid` with what the run failed of. A task that is split by `each` cannot be run so.
   */
  task(name: string, input: unknown, key?: string): Promise<Ended>
  /**
   * The outcome of a task that is answered in one go, as a request is: what refuses it is thrown as it is, and leaves
   * no run behind.
   */
  answer(name: string, input: unknown): Promise<any>
  /** What another program prints, such as `git`; `invalid` with its own words where it fails or is not there. */
  program(name: string, args: readonly string[], folder?: string): Promise<string>
  /** What is kept in the data folder from one call to the next, as JSON. */
  kept: {
    load(name: string): Promise<unknown>
    save(name: string, value: unknown): Promise<void>
    remove(name: string): Promise<void>
  }
  /** A file seen from the folder in which the command was called; `-` is what is piped in. */
  read(path: string): Promise<string>
  /** Gives the absolute path. `conflict` where there is a file already, unless it is to be replaced. */
  write(path: string, content: string | Uint8Array, replace?: boolean): Promise<string>
}

/** The person has had enough. */
export class CalledOff extends Error {
  override readonly name = 'CalledOff'
}

/**
 * What a person does with an automation at a terminal where flags for a task are not enough: questions, an editor,
 * files, other programs. `run` loads what it needs itself, so that other commands start without it.
 */
export interface Command<Flags extends z.ZodObject = any, Options = any> {
  summary: { ko: string; en: string }
  /** Names of operands: `['repositories']` may be left out and given many times, as `flags.repositories`. */
  operands?: readonly (keyof z.output<Flags> & string)[]
  /** Drawn as flags, as the input of a task is; a `meta` has the description in Korean, and in English as `x-en`. */
  flags: Flags
  run(shell: Shell<Options>, flags: z.output<Flags>): Promise<void>
}

export const defineCommand = <Flags extends z.ZodObject, Options>(command: Command<Flags, Options>) => command
