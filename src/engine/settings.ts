import { z } from 'zod'
import { HubError } from './error.ts'

/** Environment variables that a module reads: the variable's own name → its schema. */
export type Settings = Record<string, z.ZodType>
export type SettingsOf<S extends Settings> = { [K in keyof S]: z.output<S[K]> }

/** A value that no log, error or page may show. */
export const secret = () => z.string().min(1).meta({ secret: true })

interface Meta {
  description?: string
  example?: string
  secret?: boolean
  /** Of an option: it is read once, when the hub starts, and so is not changed at run time. */
  atStart?: boolean
}

/** Reads `meta` through `.optional()` and `.default()`, which wrap the schema that carries it. */
export function metaOf(schema: z.ZodType): Meta {
  const own = (schema.meta() ?? {}) as Meta
  const inner = (schema.def as { innerType?: z.ZodType }).innerType
  return inner ? { ...metaOf(inner), ...own } : own
}

/** True when the variable may be left out. */
export const mayBeUnset = (schema: z.ZodType) => schema.safeParse(undefined).success

/** One text in both languages, for people to read. */
export interface Said {
  ko: string
  en: string
}

/** What a check of a schema says where it fails: `z.string().refine(isCron, saying('is no cron', 'cron이 아닙니다'))`. */
export const saying = (en: string, ko: string) => ({ error: en, params: { ko } })

/** `invalid`, with everything that is wrong. */
export const mistaken = (mistakes: readonly Said[]) =>
  new HubError('invalid', mistakes.map(({ en }) => en).join('; '), { ko: mistakes.map(({ ko }) => ko).join('; ') })
