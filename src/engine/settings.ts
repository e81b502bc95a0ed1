import { z } from 'zod'

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

/** What a schema found wrong: in its own words where it was given some, else in the checker's after a colon. */
export const said = ({ code, message }: { code: string; message: string }) =>
  code === 'custom' ? message : `is wrong: ${message}`
