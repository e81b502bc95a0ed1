import { type Command, Option } from 'commander'
import { z } from 'zod'
import type { AnyAutomation, Task } from '../engine/automation.ts'
import { nearest } from '../engine/nearest.ts'
import { faultsIn } from '../input-faults.ts'
import { Exit, exit } from './exit.ts'
import type { Session } from './session.ts'
import type { Words } from './words.ts'

export interface NamedTask {
  name: string
  task: Task
  automation: AnyAutomation
}

export const tasksOf = (automations: AnyAutomation[]): NamedTask[] =>
  automations.flatMap(automation =>
    Object.entries(automation.tasks).map(([name, task]) => ({
      name: `${automation.name}/${name}`,
      task,
      automation,
    })),
  )

/** What may be given of one member of an object, as JSON Schema has it. */
export interface Property {
  type?: string
  enum?: unknown[]
  description?: string
  /** The description in English, where that is Korean. */
  'x-en'?: string
  default?: unknown
  items?: Property
}

/** In which language mistakes are told. */
type Spoken = Pick<Session, 'language' | 'words'>

/** Draws a flag from each property of the task's input, e.g. `--mode <test|production>`. */
export function addInputFlags(command: Command, { task }: NamedTask, words: Words): Command {
  return addFlags(command, propertiesOf(task.input), words).option('--input <JSON>', words.options.input)
}

/** Draws a flag from each property; one that is a list may be given many times. */
export function addFlags(command: Command, properties: Record<string, Property>, words: Words): Command {
  for (const [name, property] of Object.entries(properties)) {
    const flag = `--${kebab(name)}`
    const isList = property.type === 'array'
    const { type = 'value', enum: choices } = isList ? (property.items ?? {}) : property
    const option = new Option(type === 'boolean' ? flag : `${flag} <${type}>`, property.description ?? '')
    if (choices) chosen(option, flag, choices.map(String), words)
    if (isList) option.argParser(collected(option))
    if (property.default !== undefined) option.default(undefined, String(property.default))
    command.addOption(option)
  }
  return command
}

/** Takes one of the choices, which the help lists. */
export function chosen(option: Option, flag: string, choices: readonly string[], { usage }: Words): Option {
  return option.choices(choices).argParser(given => {
    if (choices.includes(given)) return given
    throw new Exit(exit.usage, usage.noneOf(flag, given, choices.join(', '), nearest(given, choices)))
  })
}

/** Each value is judged by itself: what `choices` has set judges one. */
function collected({ parseArg }: Option) {
  return (value: string, before: unknown[] = []) => [...before, parseArg ? parseArg(value, undefined) : value]
}

/** The input that flags and `--input` make together. */
export function inputFrom(options: Record<string, unknown>, { task }: NamedTask, spoken: Spoken): unknown {
  const whole = options.input === undefined ? {} : parsed(String(options.input), spoken.words)
  const input = { ...whole, ...givenIn(options, propertiesOf(task.input), spoken.words) }
  if (task.input) fitting(task.input, input, spoken)
  return input
}

/** What was given of the properties, in their types. */
export function givenIn(
  options: Record<string, unknown>,
  properties: Record<string, Property>,
  words: Words,
  operands: readonly string[] = [],
) {
  const given = Object.entries(properties).flatMap(([name, property]) => {
    const value = options[camel(kebab(name))]
    return value === undefined ? [] : [[name, typed(value, property, placeOf(name, operands), words)]]
  })
  return Object.fromEntries(given)
}

/** What the schema makes of an input; one that does not fit is wrong usage. */
export function fitting<T>(
  schema: z.ZodType<T>,
  input: unknown,
  { language, words }: Spoken,
  operands: readonly string[] = [],
): T {
  const checked = schema.safeParse(input)
  if (checked.success) return checked.data
  const known = Object.keys(propertiesOf(schema))
  const lines = faultsIn(checked.error, schema, input, language).map(({ field, message }) => {
    const [name = ''] = /^\w+/.exec(field) ?? []
    const place = known.includes(name) ? `${placeOf(name, operands)}${field.slice(name.length)}` : field
    return `  ${place || '--input'}: ${message}`
  })
  throw new Exit(exit.usage, [words.usage.misfit, ...lines].join('\n'))
}

/** As it is typed: an operand in angle brackets, as the help has it, or a flag. */
const placeOf = (name: string, operands: readonly string[]) =>
  operands.includes(name) ? `<${kebab(name)}>` : `--${kebab(name)}`

/** Of an object's schema; none of any other. */
export function propertiesOf(schema: z.ZodType | undefined): Record<string, Property> {
  if (!schema) return {}
  const drawn = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return (drawn as { properties?: Record<string, Property> }).properties ?? {}
}

export const inEnglish = (properties: Record<string, Property>): Record<string, Property> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      { ...property, description: property['x-en'] ?? property.description },
    ]),
  )

function typed(given: unknown, { type, items = {} }: Property, place: string, words: Words): unknown {
  if (Array.isArray(given)) return given.map(one => typed(one, items, place, words))
  return type === 'number' || type === 'integer' ? numberFrom(String(given), place, words) : given
}

/** The number that was typed for a flag or an operand. */
export function numberFrom(text: string, place: string, { usage }: Words): number {
  const value = Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw new Exit(exit.usage, usage.noNumber(place, text))
  return value
}

function parsed(text: string, { usage }: Words): Record<string, unknown> {
  try {
    const value = JSON.parse(text)
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value
  } catch {
    // the message below says it better than the parser
  }
  throw new Exit(exit.usage, usage.noObject(text.slice(0, 80)))
}

export const kebab = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
const camel = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())

/** `d12` or `12`: a delivery; `r7`: a run. */
export function parseId(text: string, { usage }: Words): { kind: 'run' | 'delivery'; id: number } {
  const match = /^([dr]?)(\d+)$/.exec(text)
  if (!match) throw new Exit(exit.usage, usage.noId(text))
  return { kind: match[1] === 'r' ? 'run' : 'delivery', id: Number(match[2]) }
}
