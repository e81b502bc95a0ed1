import { z } from 'zod'
import type { Route, Task, Tool } from '../engine/automation.ts'
import { HubError } from '../engine/error.ts'
import type { Log } from '../engine/io.ts'
import type { LoadedAutomation } from '../engine/parts.ts'
import { schemaOf } from './input.ts'
import { namesIn } from './routes.ts'
import { membersOf } from './shape.ts'

/** Which tools agents are offered, and how they are called. */
export interface ToolSettings {
  /** Only those that write nothing. */
  readOnly: boolean
  /** Only these, by the names that their tasks give them or with underscores for the dots. */
  only?: readonly string[]
  /** Names have underscores for dots. */
  underscores: boolean
}

/** One task as agents are offered it. */
export interface Offered {
  name: string
  /** `<automation>/<task>` */
  taskName: string
  task: Task
  tool: Tool
  /** The automation's. */
  options: unknown
  route?: Route
  /** Of the task's input. */
  schema: z.ZodType
}

type JsonObject = Record<string, unknown>

/** What every writing tool takes besides the input of its task. */
export const Extras = z.object({
  dry_run: z.boolean().optional().meta({ description: 'true: nothing is written; the answer tells what would be' }),
  idempotency_key: z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/, { error: 'must be 1 to 255 printable ASCII characters' })
    .optional()
    .meta({ description: 'Repeat a call under its key: what was done once is not done again' }),
})
export type Extras = z.output<typeof Extras>

/** Every tool of every automation that is on, as far as the settings let it be offered. */
export function toolsOf(
  automations: readonly LoadedAutomation[],
  settings: ToolSettings,
  log: Pick<Log, 'warn'>,
): Offered[] {
  const offered = allTools(automations, settings).filter(
    ({ tool }) => (!settings.readOnly || tool.reads) && (settings.only?.some(asked => isCalled(tool, asked)) ?? true),
  )
  const strange = settings.only?.filter(asked => !offered.some(({ tool }) => isCalled(tool, asked))) ?? []
  if (strange.length > 0) log.warn('DURE_MCP_TOOLS names tools that are not offered', { tools: strange.join(', ') })
  return offered
}

/** With dots or with underscores, whichever the tools are offered under. */
const isCalled = ({ name }: Tool, asked: string) => underscored(name) === underscored(asked)

const underscored = (name: string) => name.replaceAll('.', '_')

function allTools(automations: readonly LoadedAutomation[], { underscores }: ToolSettings): Offered[] {
  const owners = new Map<string, string>()
  return automations.flatMap(({ automation, options }) =>
    Object.entries(automation.tasks).flatMap(([key, task]) => {
      const { tool } = task
      if (!tool) return []
      const taskName = `${automation.name}/${key}`
      checkName(tool.name, taskName, task)
      const name = underscores ? underscored(tool.name) : tool.name
      const other = owners.get(name)
      if (other) throw new HubError('conflict', `${taskName} and ${other} both have the tool ${name}: rename one`)
      owners.set(name, taskName)
      return [offeredOf({ name, taskName, task, tool, options })]
    }),
  )
}

function checkName(name: string, taskName: string, { each }: Task) {
  if (!/^[\w.-]{1,64}$/.test(name))
    throw new HubError('conflict', `${taskName} has the tool '${name}': a name has 1 to 64 of A-Z a-z 0-9 _ - .`)
  if (each)
    throw new HubError('conflict', `${taskName} has both 'each' and a tool, and one call is answered with one run`)
}

function offeredOf(named: Omit<Offered, 'route' | 'schema'>): Offered {
  const { task, tool, taskName } = named
  const route = typeof task.route === 'string' ? { path: task.route } : task.route
  const schema = schemaOf(task, route ? namesIn(route.path) : [])
  const taken = Object.keys(Extras.shape).find(name => Object.hasOwn(membersOf(schema), name))
  if (taken && !tool.reads)
    throw new HubError('conflict', `${taskName}: every tool that writes has a ${taken} of its own: rename it`)
  return { ...named, route, schema }
}

/** JSON Schemas of the arguments (the input, and what every writing tool takes besides) and of the structured result. */
export function schemasOf({ tool, route, schema }: Offered): { input: JsonObject; output?: JsonObject } {
  const input = jsonOf(schema, 'input')
  const results = resultsOf(tool, route)
  if (tool.reads) return { input, output: results[0] }
  const properties = { ...(input.properties as JsonObject), ...(jsonOf(Extras, 'input').properties as JsonObject) }
  return { input: { ...input, properties }, output: orPlan(results) }
}

/** What a tool may answer with, each shape of it. */
function resultsOf({ output, replies }: Tool, route: Route | undefined): JsonObject[] {
  if (output) return [jsonOf(output, 'output')]
  return Object.entries(replies ?? route?.replies ?? {})
    .filter(([status, { body }]) => Number(status) < 300 && body)
    .map(([, { body }]) => jsonOf(body!, 'output'))
}

/** A writing tool tells what it has done, or what it would do: which of the members are there says which. */
function orPlan(results: JsonObject[]): JsonObject | undefined {
  if (results.length === 0) return undefined
  const plan = { type: 'string', description: 'With dry_run: what would be written' }
  return { type: 'object', properties: { ...membersAmong(results), plan } }
}

/** The members of several shapes; one that they draw differently may be any of what they draw. */
function membersAmong(shapes: JsonObject[]): JsonObject {
  const members = shapes.flatMap(({ properties }) => Object.entries(properties as JsonObject))
  return Object.fromEntries(
    [...Map.groupBy(members, ([name]) => name)].map(([name, drawn]) => {
      const ways = [...new Map(drawn.map(([, shape]) => [JSON.stringify(shape), shape])).values()]
      return [name, ways.length === 1 ? ways[0] : { anyOf: ways }]
    }),
  )
}

function jsonOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: inEnglish })
  return JSON.parse(JSON.stringify(json), oneTypeEach)
}

/** Some clients take no list of types, which is how zod draws what may be null. */
function oneTypeEach(_: string, drawn: unknown): unknown {
  const { type, ...rest } = Object(drawn)
  return Array.isArray(type) ? { ...rest, anyOf: type.map(one => ({ type: one })) } : drawn
}

/** Descriptions are Korean, with the English beside them where there is one: an agent reads that. */
function inEnglish({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }) {
  const { 'x-en': english, ...rest } = jsonSchema
  if (english === undefined) return
  delete jsonSchema['x-en']
  Object.assign(jsonSchema, { ...rest, description: english })
}
