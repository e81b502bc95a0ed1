import { readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { type Document, LineCounter, type Node, parseDocument } from 'yaml'
import { z } from 'zod'
import { said } from './config-words.ts'
import type { AnyAutomation, Task } from './engine/automation.ts'
import { isCron } from './engine/cron.ts'
import { nearest } from './engine/nearest.ts'
import type { RetentionDays, ScheduleChange } from './engine/parts.ts'
import { clashes, type Person, type PersonRow, personOf } from './engine/people.ts'
import { mistaken, type Said, saying, secret } from './engine/settings.ts'
import { yamlMistakes } from './yaml-mistakes.ts'

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
  mistakes: Said[]
}

/** What the hub itself reads from the environment. */
export const hubSettings = {
  DURE_DATA: z.string().default('data').meta({
    description: 'Folder for everything the hub writes; seen from the folder of dure.yaml',
    example: '/var/lib/dure',
  }),
  DATABASE_URL: secret()
    .refine(
      text => /^postgres(ql)?:\/\/./.test(text),
      saying('must begin with postgres://', 'postgres://로 시작해야 합니다'),
    )
    .meta({
      secret: true,
      description: 'PostgreSQL instead of a file in the data folder, for several hubs at once',
      example: 'postgres://dure:password@db.example.com/dure',
    })
    .optional(),
}

const zone = z
  .string()
  .refine(isZone, saying('is no time zone; write one such as Asia/Seoul', '시간대가 아닙니다. Asia/Seoul처럼 쓰십시오'))

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
  .refine(
    ({ payloadDays, keyDays }) => keyDays >= payloadDays,
    saying(
      'keyDays must not be less than payloadDays: a key must outlive what it guards',
      'keyDays는 payloadDays보다 작을 수 없습니다. 키는 지키는 내용보다 오래 남아야 합니다',
    ),
  )
  .prefault({})

const Schedule = z.strictObject({
  cron: z
    .string()
    .refine(
      isCron,
      saying(
        'is no schedule; write five fields, minutes first, such as "0 9 * * 1-5"',
        'cron이 아닙니다. "0 9 * * 1-5"처럼 분부터 다섯 칸을 쓰십시오',
      ),
    )
    .optional(),
  timeZone: zone.optional(),
  enabled: z.boolean().optional(),
  missed: z.union([z.enum(['skip', 'last']), z.strictObject({ all: z.int().min(1).max(1000) })]).optional(),
  overlap: z.enum(['skip', 'queue', 'allow']).optional(),
})

const account = (hint: string) => z.string().trim().min(1).meta({ description: hint }).optional()

/** A person of the section `people`. */
export const PersonEntry = z.strictObject({
  name: z.string().trim().min(1),
  email: z.email().optional().meta({ description: 'As the accounts have it' }),
  jira: account('Account id; on Data Center the user name'),
  slack: account('Member id, from the profile: U012AB3CD').refine(
    id => id === undefined || /^[UW][A-Z0-9]+$/.test(id),
    saying(
      'is no member id; copy it from the profile in Slack, it looks like U012AB3CD',
      '멤버 ID가 아닙니다. Slack 프로필에서 복사하십시오. U012AB3CD처럼 생겼습니다',
    ),
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

/** The language that dure.yaml names, even one that is no YAML; Korean where it names none. */
export function languageIn({ cwd, configFile = 'dure.yaml' }: Pick<Sources, 'cwd' | 'configFile'>): 'ko' | 'en' {
  try {
    return HubSections.language.parse(parseDocument(readFileSync(resolve(cwd, configFile), 'utf8')).get('language'))
  } catch {
    return 'ko'
  }
}

/** Without a byte order mark, which would become part of the first name. */
function textOf(file: string, mustExist: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' && !mustExist) return ''
    throw mistaken([said(words => (code === notUtf8 ? words.notUtf8(file) : words.unreadable(file, code)))])
  }
}

const notUtf8 = 'ERR_ENCODING_INVALID_ENCODED_DATA'

/** An empty value is how people leave a line of .env.example unset. */
function environmentOf(source: string | Sources['env']): Record<string, string> {
  const entries = typeof source === 'string' ? parseEnv(source) : source
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  )
}

/** `CHANNEL=#deploy` is how people write a channel, and to .env a comment. */
const lostToComments = (text: string) =>
  [...text.matchAll(/^\s*(?:export\s+)?(\w+)\s*=\s*(#\S+)\s*$/gm)].map(([, name = '', value = '']) =>
    said(words => words.comment(name, value)),
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
    throw mistaken([said(words => words.noYaml(`${name}:${line}:${col}`, problem))])
  }
  return { content: plainOf(document, name), place }
}

/** Aliases that multiply are refused here. */
function plainOf(document: Document, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (cause) {
    throw mistaken([said(words => words.aliases(name, (cause as Error).message))])
  }
}

function checked(content: unknown, place: Config['place']) {
  const mistakes: Said[] = []
  const sections: Record<string, unknown> = {}
  const own: Record<string, unknown> = {}
  if (content !== null && content !== undefined && (typeof content !== 'object' || Array.isArray(content))) {
    mistakes.push(said(words => words.noLines(place([]))))
  } else {
    // A section left empty, all its lines commented out, is as good as none.
    for (const [key, value] of Object.entries(content ?? {}).filter(([, value]) => value !== null))
      (hubKeys.includes(key) ? own : sections)[key] = value
  }
  const hub = Object.fromEntries(
    Object.entries(HubSections).map(([key, schema]) => {
      const result = schema.safeParse(own[key])
      if (!result.success) mistakes.push(...yamlMistakes(result.error, [key], place, { schema, given: own[key] }))
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
): Said[] {
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
    .map(key => said(words => words.unknown(place([key]), nearest(key, [...names, ...hubKeys]))))
  const unknownSchedules = Object.entries(schedules).flatMap(([name, { cron }]) => {
    const where = place(['schedules', name])
    if (!tasks.has(name)) return [said(words => words.noTask(where, nearest(name, tasks.keys())))]
    return (tasks.get(name) ?? cron) ? [] : [said(words => words.noCron(where))]
  })
  return [...unknownSections, ...unknownSchedules]
}

/** Accounts and addresses that two people claim, with both places. */
const claims = (people: PersonRow[], place: Config['place']) =>
  clashes(people).map(({ field, id, first, second }) => {
    const [at, other] = [second, first].map(person => place(['people', person, field])) as [string, string]
    return said(words => words.claimed(at, id, other))
  })

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return /^[A-Za-z]/.test(name)
  } catch {
    return false
  }
}
