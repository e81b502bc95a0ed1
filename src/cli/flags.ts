import { type Command, Option } from 'commander'
import { z } from 'zod'
import type { AnyAutomation, Task } from '../engine/automation.ts'
import { Exit, exit } from './session.ts'
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

interface Property {
  type?: string
  enum?: unknown[]
  description?: string
  default?: unknown
}

/** Draws a flag from each property of the task's input, e.g. `--mode <test|production>`. */
export function addInputFlags(command: Command, { task }: NamedTask, words: Words): Command {
  for (const [name, property] of Object.entries(propertiesOf(task))) {
    const flag = `--${kebab(name)}`
    const option = new Option(
      property.type === 'boolean' ? flag : `${flag} <${property.type ?? 'value'}>`,
      property.description ?? '',
    )
    if (property.enum) option.choices(property.enum.map(String))
    if (property.default !== undefined) option.default(undefined, String(property.default))
    command.addOption(option)
  }
  return command.option('--input <JSON>', words.options.input)
}

/** The input that flags and `--input` make together. */
export function inputFrom(options: Record<string, unknown>, { task }: NamedTask): unknown {
  const fromFlags = Object.entries(propertiesOf(task)).flatMap(([name, property]) => {
    const given = options[camel(kebab(name))]
    return given === undefined ? [] : [[name, typed(given, property, name)]]
  })
  const whole = options.input === undefined ? {} : parsed(String(options.input))
  const input = { ...whole, ...Object.fromEntries(fromFlags) }
  const checked = task.input?.safeParse(input)
  if (checked && !checked.success)
    throw new Exit(exit.usage, `the input does not fit:\n${z.prettifyError(checked.error)}`)
  return input
}

function propertiesOf(task: Task): Record<string, Property> {
  if (!task.input) return {}
  return (
    (z.toJSONSchema(task.input, { io: 'input', unrepresentable: 'any' }) as { properties?: Record<string, Property> })
      .properties ?? {}
  )
}

function typed(given: unknown, { type }: Property, name: string): unknown {
  if (type !== 'number' && type !== 'integer') return given
  const value = Number(given)
  if (Number.isNaN(value)) throw new Exit(exit.usage, `--${kebab(name)}: ${given} is no number`)
  return value
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text)
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value
  } catch {
    // the message below says it better than the parser
  }
  throw new Exit(exit.usage, `--input is to be a JSON object such as '{"mode":"test"}', not ${text.slice(0, 80)}`)
}

const kebab = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
const camel = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())

/** `d12` or `12`: a delivery; `r7`: a run. */
export function parseId(text: string): { kind: 'run' | 'delivery'; id: number } {
  const match = /^([dr]?)(\d+)$/.exec(text)
  if (!match) throw new Exit(exit.usage, `${text} is no id; ids look like d12 (a delivery) or r7 (a run)`)
  return { kind: match[1] === 'r' ? 'run' : 'delivery', id: Number(match[2]) }
}
