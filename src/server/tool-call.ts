import type { FieldProblem } from '../engine/automation.ts'
import type { Log } from '../engine/io.ts'
import type { Plan } from '../engine/plan.ts'
import type { Caller } from './auth.ts'
import type { Desk } from './desk.ts'
import { refusalOf } from './faults.ts'
import { fieldAt } from './field.ts'
import { readJson } from './json.ts'
import { planText } from './plan-text.ts'
import { failureOf, kindWith, problemWith } from './problem.ts'
import { Refusal } from './refusal.ts'
import { Extras, type Offered } from './tools.ts'
import { wordsOf } from './words.ts'

/** What tools need of the engine. */
export interface ToolDesk extends Pick<Desk, 'answer' | 'waitFor'> {
  /** What a run would write; it writes nothing. */
  plan(task: string, input: unknown, signal: AbortSignal): Promise<Plan[]>
}

/** What a call needs besides its tool and its arguments. */
export interface Called {
  caller: Caller
  signal: AbortSignal
  /** Lends the desk for the time of one call. */
  withDesk<T>(work: (desk: ToolDesk) => Promise<T>): Promise<T>
  log: Log
  newId: () => string
}

/** A result of tools/call. */
export interface ToolResult {
  [more: string]: unknown
  content: { type: 'text'; text: string }[]
  structuredContent?: Record<string, unknown>
  isError?: true
}

/** An agent reads English, whoever it works for. */
const words = wordsOf('en')

const usualWaitMs = 5000

/** Answers one call; what goes wrong is told as a result, with the fields that are wrong, for the agent to mend. Never throws. */
export async function callTool(offered: Offered, sent: Record<string, unknown>, called: Called): Promise<ToolResult> {
  const id = called.newId()
  try {
    const { extras, input, given } = checked(offered, sent, called.caller)
    return await called.withDesk(desk =>
      extras.dry_run
        ? dryRun(offered, input, desk, called)
        : answered(offered, input, { given, key: keyOf(extras, called.caller), id }, desk, called),
    )
  } catch (error) {
    const { kind, problem, headers } = failureOf(error, words, id)
    const isRefusal = error instanceof Refusal
    const why = isRefusal ? error.cause : error
    called.log[kind === 'failed' ? 'error' : 'info'](`the tool ${offered.name}: ${kind}`, { request: id, why })
    const { detail, title } = problem
    // The tool's schema has examples already: beside a refusal they would be taken for the values that are right here.
    const errors = isRefusal ? problem.errors?.map(({ example: _, ...told }) => told) : problem.errors
    const wait = headers['retry-after']
    const more = { errors, request: id, ...(wait && { retry_after_seconds: Number(wait) }) }
    return refused({ code: kind, message: detail ?? title, ...more })
  }
}

interface Checked {
  extras: Extras
  input: Record<string, unknown>
  given: unknown
}

/** Holds the arguments against what a body of the API is held against. */
function checked(offered: Offered, sent: Record<string, unknown>, { role }: Caller): Checked {
  const { tool, schema } = offered
  if (!tool.reads && role === 'reader') throw new Refusal('forbidden', words => words.details.role('writer', role))
  const { fault } = readJson(JSON.stringify(sent))
  if (fault)
    throw new Refusal('invalid', words => words.details.json(fault, fieldAt('path' in fault ? fault.path : [])))
  const { dry_run, idempotency_key, ...rest } = sent
  const input = tool.reads ? sent : rest
  const extras = Extras.safeParse(tool.reads ? {} : { dry_run, idempotency_key })
  if (!extras.success) throw refusalOf({ task: {}, options: {} }, Extras, extras.error, sent)
  const result = schema.safeParse(input)
  if (!result.success) throw refusalOf(offered, schema, result.error, input)
  return { extras: extras.data, input, given: result.data }
}

/** Keys of different callers never meet; those of different tasks do not in the ledger. */
const keyOf = ({ idempotency_key: key }: Extras, caller: Caller) =>
  key === undefined ? undefined : `mcp/${caller.name}/${key}`

async function dryRun({ taskName }: Offered, input: unknown, desk: ToolDesk, { signal }: Called): Promise<ToolResult> {
  const plans = await desk.plan(taskName, input, signal)
  const plan = planText(plans)
  const wouldFail = plans.some(({ failure }) => failure !== undefined)
  return {
    content: [{ type: 'text', text: plan }],
    structuredContent: { plan },
    ...(wouldFail && { isError: true }),
  }
}

interface Asked {
  given: unknown
  key: string | undefined
  id: string
}

async function answered(
  { taskName, route, tool }: Offered,
  input: unknown,
  { given, key, id }: Asked,
  desk: ToolDesk,
  { signal }: Called,
): Promise<ToolResult> {
  const { outcome } = await desk.answer(taskName, input, { key, given: { input: given }, signal })
  const { waitFor, waitMs = usualWaitMs, reply } = { ...route, ...tool }
  const delivery = waitFor?.(outcome)
  const waited = delivery && (await desk.waitFor(delivery, waitMs, signal))
  const { status, body } = reply?.(outcome, waited, 'en') ?? { status: 200, body: outcome }
  if (status >= 400) {
    const { title, detail = title, errors } = problemWith(status, body, words, id)
    const { detail: _, ...more } = isObject(body) ? body : {}
    return refused({ ...more, code: kindWith(status), message: detail, errors })
  }
  const text = tool.show?.(body) ?? (body === undefined ? 'done' : JSON.stringify(body))
  return { content: [{ type: 'text', text }], ...(isObject(body) && { structuredContent: body }) }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

interface Told {
  code: string
  message: string
  errors?: FieldProblem[]
  [more: string]: unknown
}

function refused({ code, message, errors = [], ...more }: Told): ToolResult {
  const lines = errors.map(({ field, message, example }) => {
    const one = example === undefined ? '' : `; for example ${JSON.stringify(example)}`
    return `- ${field || 'arguments'}: ${message}${one}`
  })
  const others = Object.entries(more).flatMap(([name, value]) => (value === undefined ? [] : `${name}: ${value}`))
  // In words alone: clients hold structured content against the schema of what the tool gives where all went well.
  return { isError: true, content: [{ type: 'text', text: [`${code}: ${message}`, ...lines, ...others].join('\n') }] }
}
