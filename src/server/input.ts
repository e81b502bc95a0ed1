import { z } from 'zod'
import type { FieldProblem, Task } from '../engine/automation.ts'
import { readBody } from './body.ts'
import { refusalOf } from './faults.ts'
import { Refusal } from './refusal.ts'
import type { Served } from './routes.ts'
import { membersOf, type Reading, readingOf } from './shape.ts'
import type { Words } from './words.ts'

/** The engine keeps what was sent; `given` is what the task's schema makes of it. */
export interface Input {
  sent: Record<string, unknown>
  given: unknown
}

/** Reads the input of a task from a request: path, query and body in one, held against the task's schema. */
export type InputReader = (request: Request, path: Record<string, string>) => Promise<Input>

/** A task without a schema takes what stands in its path, and nothing else. */
export const schemaOf = (task: Task, names: readonly string[]): z.ZodType =>
  task.input ?? z.strictObject(Object.fromEntries(names.map(name => [name, z.string()])))

/** Everything about the schema is looked up here, once; a request costs one check. */
export function createInputReader(served: Served): InputReader {
  const { task, method, names } = served
  const schema = schemaOf(task, names)
  const readings = new Map(Object.entries(membersOf(schema)).map(([name, member]) => [name, readingOf(member)]))
  const asText: Reading = texts => (texts.length === 1 ? texts[0] : texts)
  const read = (name: string, texts: string[]) => (readings.get(name) ?? asText)(texts)
  const inQuery = method === 'GET' || method === 'DELETE'

  return async (request, path) => {
    const query = queryOf(request.url)
    if (!inQuery && query) refuse([...query.keys()], words => words.faults.misplaced)
    const body = inQuery ? {} : await readBody(request)
    const members = query ? Object.fromEntries([...query].map(([name, texts]) => [name, read(name, texts)])) : body
    for (const name of names) {
      const value = read(name, [path[name]!])
      if (path[name]!.includes('\0')) refuse([name], words => words.faults.nul)
      if (Object.hasOwn(members, name) && members[name] !== value) refuse([name], words => words.faults.differs)
      members[name] = value
    }
    const checked = schema.safeParse(members)
    if (!checked.success) throw refusalOf(served, schema, checked.error, members)
    return { sent: members, given: checked.data }
  }
}

function refuse(fields: string[], message: (words: Words) => string): never {
  const errors = (words: Words): FieldProblem[] => fields.map(field => ({ field, message: message(words) }))
  throw new Refusal('invalid', words => words.details.fields(fields.length), { errors })
}

/** The texts of the query by name, in their order; undefined where there is none. */
function queryOf(url: string): Map<string, string[]> | undefined {
  const at = url.indexOf('?')
  if (at < 0) return undefined
  const query = new Map<string, string[]>()
  for (const [name, text] of new URLSearchParams(url.slice(at + 1))) {
    if (name.includes('\0') || text.includes('\0')) refuse([name.replaceAll('\0', '')], words => words.faults.nul)
    if (name === '__proto__') refuse([name], words => words.faults.unknown('-'))
    const texts = query.get(name)
    if (texts) texts.push(text)
    else query.set(name, [text])
  }
  return query
}
