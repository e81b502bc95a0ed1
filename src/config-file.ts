import { readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { type Document, LineCounter, type Node, parseDocument } from 'yaml'
import { z } from 'zod'
import type { AnyAutomation, Task } from './engine/automation.ts'
import { isCron } from './engine/cron.ts'
import { HubError } from './engine/error.ts'
import { suggestion } from './engine/nearest.ts'
import type { RetentionDays, ScheduleChange } from './engine/parts.ts'
import { clashes, type Person, type PersonRow, personOf } from './engine/people.ts'
import { said, secret } from './engine/settings.ts'

/** What .env, the environment and dure.yaml say, as far as it concerns the hub itself; `settle` checks the rest. */
export interface Config {
  /** Where .env and dure.yaml are looked for. */
  folder: string
  /** Absolute. */
  dataDir: string
  /** PostgreSQL instead of a file in the data folder. */
  databaseUrl: string | undefined
  /** The environment over .env; empty values count as unset. */
  env: Record<string, string>
  /** Names that only .env has. */
  namesInFile: string[]
  timeZone: string
  language: 'ko' | 'en'
  log: z.output<typeof LogSection>
  retention: RetentionDays
  schedules: Record<string, ScheduleChange>
  people: Person[]
  /** The sections of the automations, unchecked. */
  sections: Record<string, unknown>
  /** `dure.yaml:12: retention.keyDays`: where a path of dure.yaml stands. */
  place: (path: readonly PropertyKey[]) => string
  /** What is wrong so far; `settle` throws it together with what it finds. */
  mistakes: string[]
}

/** What the hub itself reads from the environment. */
export const hubSettings = {
  DURE_DATA: z.string().default('data').meta({
    description: 'Folder for everything the hub writes; seen from the folder of dure.yaml',
    example: '/var/lib/dure',
  }),
  DATABASE_URL: secret()
    .refine(text => /^postgres(ql)?:\/\/./.test(text), { error: 'must begin with postgres://' })
    .meta({
      secret: true,
      description: 'PostgreSQL instead of a file in the data folder, for several hubs at once',
      example: 'postgres://dure:password@db.example.com/dure',
    })
    .optional(),
}

const zone = z.string().refine(isZone, { error: 'is no time zone; write one such as Asia/Seoul' })

const LogSection = z
  .strictObject({
    level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    format: z.enum(['text', 'json']).default('text'),
    keepDays: z.int().min(1).max(3650).default(30),
  })
  .prefault({})

const days = (usual: number) => z.int().min(1).max(36_500).default(usual)

const Retention = z
  .strictObject({ payloadDays: days(30), keyDays: days(400), eventDays: days(30) })
  .refine(({ payloadDays, keyDays }) => keyDays >= payloadDays, {
    error: 'keyDays must not be less than payloadDays: a key must outlive what it guards',
  })
  .prefault({})

const Schedule = z.strictObject({
  cron: z
    .string()
    .refine(isCron, { error: 'is no schedule; write five fields, minutes first, such as "0 9 * * 1-5"' })
    .optional(),
  timeZone: zone.optional(),
  enabled: z.boolean().optional(),
  missed: z.union([z.enum(['skip', 'last']), z.strictObject({ all: z.int().min(1).max(1000) })]).optional(),
  overlap: z.enum(['skip', 'queue', 'allow']).optional(),
})

const account = (hint: string) =>
  z.string({ error: 'should be text; put it in quotation marks' }).trim().min(1).meta({ description: hint }).optional()

/** A person of the section `people`. */
export const PersonEntry = z.strictObject({
  name: z.string({ error: 'should be text' }).trim().min(1),
  email: z.email().optional().meta({ description: 'As the accounts have it' }),
  jira: account('Account id; on Data Center the user name'),
  slack: account('Member id, from the profile: U012AB3CD').refine(
    id => id === undefined || /^[UW][A-Z0-9]+$/.test(id),
    {
      error: 'is no member id; copy it from the profile in Slack, it looks like U012AB3CD',
    },
  ),
  notion: account('User id'),
  kakaotalk: account('User id'),
}) satisfies z.ZodType<PersonRow>

const HubSections = {
  timeZone: zone.default('Asia/Seoul'),
  language: z.enum(['ko', 'en']).default('ko'),
  log: LogSection,
  retention: Retention,
  schedules: z.record(z.string(), Schedule).default({}),
  people: z.array(PersonEntry).default([]),
}

/** Every other key is the section of an automation. */
const hubKeys: readonly string[] = Object.keys(HubSections)

interface Sources {
  env: Record<string, string | undefined>
  cwd: string
  /** Default: dure.yaml in the working folder, if there is one. */
  configFile?: string
  /** Whose sections and schedules dure.yaml may name. */
  automations: readonly AnyAutomation[]
}

/** Reads the two files. Throws only when one cannot be read or is no YAML; what is wrong in it is collected in `mistakes`. */
export function readConfig(from: Sources): Config {
  const file = resolve(from.cwd, from.configFile ?? 'dure.yaml')
  const folder = dirname(file)
  const envText = textOf(join(folder, '.env'), false)
  const inFile = environmentOf(envText)
  const env = { ...inFile, ...environmentOf(from.env) }
  const { content, place } = yamlOf(textOf(file, from.configFile !== undefined), basename(file))
  const { hub, sections, mistakes } = checked(content, place)
  mistakes.push(...strangers(from.automations, sections, hub.schedules, place), ...claims(hub.people, place))
  mistakes.push(...lostToComments(envText))
  return {
    folder,
    dataDir: resolve(folder, env.DURE_DATA ?? 'data'),
    databaseUrl: env.DATABASE_URL,
    env,
    namesInFile: Object.keys(inFile).filter(name => from.env[name] === undefined),
    ...hub,
    people: hub.people.map(personOf),
    sections,
    place,
    mistakes,
  }
}

function textOf(file: string, mustExist: boolean): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' && !mustExist) return ''
    throw new HubError('invalid', `${file}: cannot be read (${code})`, { cause })
  }
}

/** An empty value is how people leave a line of .env.example unset. */
function environmentOf(source: string | Sources['env']): Record<string, string> {
  // A byte order mark would become part of the first name.
  const entries = typeof source === 'string' ? parseEnv(source.replace(/^\uFEFF/, '')) : source
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  )
}

/** `CHANNEL=#deploy` is how people write a channel, and to .env a comment. */
const lostToComments = (text: string) =>
  [...text.matchAll(/^\s*(?:export\s+)?(\w+)\s*=\s*(#\S+)\s*$/gm)].map(
    ([, name, value]) => `.env: ${name}=${value} is read as a comment; write ${name}="${value}"`,
  )

function yamlOf(text: string, name: string) {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter })
  const place = (path: readonly PropertyKey[]) => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as Node | undefined
      if (node?.range) return `${name}:${lineCounter.linePos(node.range[0]).line}: ${path.join('.')}`
    }
    return `${name}: ${path.join('.')}`
  }
  const problem = document.errors[0]
  if (problem) {
    const [{ line, col } = { line: 0, col: 0 }] = problem.linePos ?? []
    throw new HubError('invalid', `${name}:${line}:${col}: no valid YAML: ${problem.message.split('\n')[0]}`)
  }
  return { content: plainOf(document, name), place }
}

/** Aliases that multiply are refused here. */
function plainOf(document: Document, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (cause) {
    throw new HubError('invalid', `${name}: cannot be read: ${(cause as Error).message}`)
  }
}

function checked(content: unknown, place: Config['place']) {
  const mistakes: string[] = []
  const sections: Record<string, unknown> = {}
  const own: Record<string, unknown> = {}
  if (content !== null && content !== undefined && (typeof content !== 'object' || Array.isArray(content))) {
    mistakes.push(`${place([])}must hold lines such as "timeZone: Asia/Seoul"`)
  } else {
    // A section left empty, all its lines commented out, is as good as none.
    for (const [key, value] of Object.entries(content ?? {}).filter(([, value]) => value !== null))
      (hubKeys.includes(key) ? own : sections)[key] = value
  }
  const hub = Object.fromEntries(
    Object.entries(HubSections).map(([key, schema]) => {
      const result = schema.safeParse(own[key])
      if (!result.success) mistakes.push(...yamlMistakes(result.error, [key], place, schema))
      return [key, result.success ? result.data : schema.safeParse(undefined).data]
    }),
  ) as { [K in keyof typeof HubSections]: z.output<(typeof HubSections)[K]> }
  return { hub, sections, mistakes }
}

/** Sections and schedules of dure.yaml that belong to nobody. */
function strangers(
  automations: readonly AnyAutomation[],
  sections: Config['sections'],
  schedules: Config['schedules'],
  place: Config['place'],
): string[] {
  const names = automations.map(({ name }) => name)
  const tasks = new Map(
    automations.flatMap(({ name, tasks }) =>
      Object.entries(tasks as Record<string, Task>).map(
        ([task, { cron }]) => [`${name}/${task}` as string, cron] as const,
      ),
    ),
  )
  const unknownSections = Object.keys(sections)
    .filter(key => !names.includes(key))
    .map(key => `${place([key])} is not known${suggestion(key, [...names, ...hubKeys])}`)
  const unknownSchedules = Object.entries(schedules).flatMap(([name, { cron }]) => {
    const where = place(['schedules', name])
    if (!tasks.has(name)) return [`${where} is no task${suggestion(name, tasks.keys())}`]
    return (tasks.get(name) ?? cron) ? [] : [`${where} has no cron of its own; write one, such as cron: "0 9 * * 1-5"`]
  })
  return [...unknownSections, ...unknownSchedules]
}

/** Accounts and addresses that two people claim, with both places. */
const claims = (people: PersonRow[], place: Config['place']) =>
  clashes(people).map(
    ({ field, id, first, second }) =>
      `${place(['people', second, field])} is ${id}, and so is ${place(['people', first, field])}; it can be one person's only`,
  )

/** One line per mistake: where, what, and what would be right. */
export function yamlMistakes(
  error: z.ZodError,
  above: readonly string[],
  place: Config['place'],
  schema: z.ZodType,
): string[] {
  return error.issues.flatMap(issue => {
    const path = [...above, ...issue.path]
    if (issue.code !== 'unrecognized_keys') return [`${place(path)} ${said(issue)}`]
    const known = keysOf(schema, issue.path)
    return issue.keys.map(key => `${place([...path, key])} is not known${suggestion(key, known)}`)
  })
}

/** The keys that may stand at a path within what the schema checks. */
function keysOf(schema: z.ZodType, [step, ...rest]: readonly PropertyKey[]): string[] {
  const { shape, innerType, element, valueType } = schema.def as {
    shape?: Record<PropertyKey, z.ZodType>
    innerType?: z.ZodType
    element?: z.ZodType
    valueType?: z.ZodType
  }
  if (innerType) return keysOf(innerType, step === undefined ? [] : [step, ...rest])
  if (step === undefined) return Object.keys(shape ?? {})
  const next = shape?.[step] ?? element ?? valueType
  return next ? keysOf(next, rest) : []
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return /^[A-Za-z]/.test(name)
  } catch {
    return false
  }
}
