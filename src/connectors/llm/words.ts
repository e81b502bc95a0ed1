import type { z } from 'zod'

/** One question to the language model. Whatever is in `data` is material to it, never an instruction. */
export interface Question<T> {
  /** What to do with the data, in English. */
  instructions: string
  /** Goes out as JSON. Nobody cuts secrets or names out of it here: the asker says what may leave the house. */
  data: unknown
  /** What the answer must be: an object without optional members, for some models take no schema that has them. */
  schema: z.ZodType<T>
  /** Of the whole answer, in which a thinking model counts its thoughts too. Default 8 000. */
  maxTokens?: number
  /** In which language the texts of the answer are. */
  language: 'ko' | 'en'
  signal?: AbortSignal
}

export interface Answer<T> {
  value: T
  /** 0 where the far side does not say. */
  usage: { inputTokens: number; outputTokens: number }
  /** As the far side names it: often the setting with a date. */
  model: string
  /** Tells answers to one wording from those to another: 16 hex digits of instructions, language and schema. */
  promptHash: string
}

export interface Llm {
  /** The setting, for those who tell what will be asked. */
  model: string
  /**
   * Asks once; repetitions after 429, overload and broken connections are the HTTP client's. Never throws for a wrong
   * answer anything but `invalid`: one that is cut off, declined, prose, or of another shape is nobody's answer.
   */
  ask<T>(question: Question<T>): Promise<Answer<T>>
  /** Proves the address and the key and looks whether the model is there; costs nothing. */
  look(): Promise<Sight>
}

export interface Sight {
  model: string
  /** False where the far side gives out no list of its models: then only a question would prove the key. */
  proven: boolean
}
