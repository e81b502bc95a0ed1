import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { complaints, type Document, resolved } from './openapi-schema.ts'
import { needs } from './require.ts'
import { root } from './structure/tree.ts'

export type { Document } from './openapi-schema.ts'

type Json = Record<string, any>

const placeOf = (name: string) => `../shared/specs/${name.includes('/') ? name : `atlassian-slack/${name}`}`

const read = new Map<string, Document>()

/** A vendor's OpenAPI document, `file.json` beside Atlassian's and Slack's or `folder/file.json`; undefined where it is not there. */
export function vendorDocument(name: string): Document | undefined {
  if (!existsSync(join(root, placeOf(name)))) return undefined
  const document = read.get(name) ?? (JSON.parse(readFileSync(join(root, placeOf(name)), 'utf8')) as Document)
  read.set(name, document)
  return document
}

/** For `{ skip: withoutVendor(name) }`: false where the document is there, else why the test is left out (`DURE_TEST_REQUIRE=specs`). */
export const withoutVendor = (name: string): false | string =>
  needs('specs', existsSync(join(root, placeOf(name))) || `${placeOf(name)} is not there`)

/** What is known to be wrong in a vendor's document. `when` is looked for in the line of a violation. */
export interface Forgiveness {
  when: RegExp
  why: string
}

export interface Watched {
  /** The same exchanges as before; each is judged when its answer is complete. */
  fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  exchanges(): number
  /** Each once, grown as exchanges are made: `POST /pages → request body /version: must have required property 'number'`. */
  violations: string[]
  /** What was never needed: it would hide a later mistake of ours. */
  unusedForgiveness(): string[]
}

type FetchLike = (input: any, init?: any) => Response | Promise<Response>

/**
 * Holds each request and each answer that goes through `fetch` against the document: path, method, query, bodies, status.
 * `base` is what stands before the document's paths, e.g. `/wiki/api/v2`. Headers and credentials are not judged.
 */
export function watched(
  document: Document,
  fetch: FetchLike,
  { base = '', forgive = [] }: { base?: string; forgive?: Forgiveness[] } = {},
): Watched {
  const violations: string[] = []
  const used = new Set<Forgiveness>()
  let exchanges = 0
  const tell = (line: string) => {
    const forgiven = forgive.filter(({ when }) => line.search(when) >= 0)
    for (const each of forgiven) used.add(each)
    if (forgiven.length === 0 && !violations.includes(line)) violations.push(line)
  }
  const watching = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input instanceof Request ? input.clone() : input, init)
    exchanges++
    const found = operationOf(document, request, base)
    if (typeof found === 'string') tell(found)
    else for (const line of await requestFaults(document, found, request)) tell(`${found.name} → ${line}`)
    const response = await fetch(input, init)
    if (typeof found !== 'string')
      for (const line of await responseFaults(document, found, request, response)) tell(`${found.name} → ${line}`)
    return response
  }
  return {
    fetch: watching,
    exchanges: () => exchanges,
    violations,
    unusedForgiveness: () =>
      forgive.filter(each => !used.has(each)).map(({ when, why }) => `${when} was never needed: ${why}`),
  }
}

/** The operation that a request means. `path` holds the texts that stand where the template has names. */
interface Called {
  name: string
  operation: Json
  parameters: Json[]
  path: Record<string, string>
}

function operationOf(document: Document, { url, method }: Request, base: string): Called | string {
  const { pathname } = new URL(url)
  if (!pathname.startsWith(base)) return `${method} ${pathname} → path is not under ${base}`
  const rest = pathname.slice(base.length)
  const fitting = Object.keys(document.paths)
    .flatMap(template => {
      const texts = pattern(template).exec(rest)?.slice(1)
      return texts ? [{ template, texts }] : []
    })
    .sort((a, b) => compared(literal(b.template), literal(a.template)))
  const [first] = fitting
  if (!first) return `${method} ${rest} → path is not in the document`
  // Two templates may differ in the names of their parts only, and share the methods out between them.
  const alike = fitting.filter(({ template }) => literal(template) === literal(first.template))
  const verb = method.toLowerCase()
  const it = alike.find(({ template }) => document.paths[template]?.[verb])
  if (!it) return `${method} ${first.template} → method is not in the document`
  const item = document.paths[it.template]!
  return {
    name: `${method} ${it.template}`,
    operation: item[verb],
    parameters: parametersOf(document, item, item[verb]),
    path: Object.fromEntries(namesIn(it.template).map((name, index) => [name, decoded(it.texts[index]!)])),
  }
}

/** What is not well encoded is judged as it is written. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const part = /\{([^}]+)\}/g
const namesIn = (template: string) => [...template.matchAll(part)].map(([, name]) => name!)
/** Sorts behind what is spelled out: a name becomes the lowest character. */
const literal = (template: string) => template.replace(part, '\0')
const compared = (a: string, b: string) => Number(a > b) - Number(a < b)
const pattern = (template: string) =>
  new RegExp(`^${template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(part, '([^/]+)')}$`)

/** Those of the operation take the place of those of its path. */
function parametersOf(document: Document, item: Json, operation: Json): Json[] {
  const all: Json[] = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(one => resolved(document, one))
  return [...new Map(all.map(one => [`${one.in} ${one.name}`, one])).values()]
}

async function requestFaults(document: Document, called: Called, request: Request): Promise<string[]> {
  return [
    ...pathFaults(document, called),
    ...queryFaults(document, called, new URL(request.url).searchParams),
    ...(await bodyFaults(document, called.operation.requestBody, request)),
  ]
}

function pathFaults(document: Document, { parameters, path }: Called): string[] {
  return Object.entries(path).flatMap(([name, text]) => {
    const declared = parameters.find(one => one.in === 'path' && one.name === name)
    return declared?.schema ? textFaults(document, `path part ${name}`, declared.schema, [text]) : []
  })
}

function queryFaults(document: Document, { parameters }: Called, query: URLSearchParams): string[] {
  const declared = parameters.filter(one => one.in === 'query')
  const unknown = [...new Set(query.keys())].filter(name => !declared.some(one => one.name === name))
  return [
    ...unknown.map(name => `query parameter ${name} is not in the document`),
    ...declared.flatMap(one => {
      const texts = query.getAll(one.name)
      if (texts.length === 0) return one.required ? [`query parameter ${one.name} is missing`] : []
      const split = one.explode === false ? texts.flatMap(text => text.split(',')) : texts
      return one.schema ? textFaults(document, `query parameter ${one.name}`, one.schema, split) : []
    }),
  ]
}

/** An object has no one form in a query, so it is taken as it comes. */
function textFaults(document: Document, what: string, schema: Json, texts: string[]): string[] {
  const { type, items } = resolved(document, schema)
  const isList = type === 'array'
  if ((isList && items ? resolved(document, items).type : type) === 'object') return []
  if (!isList && texts.length > 1) return [`${what} is given ${texts.length} times`]
  const wrapped = wrapperOf(schema)
  const lines = complaints(document, 'text', wrapped, { value: isList ? texts : texts[0] })
  return lines.map(line => `${what}${line.replace(/^\/value(\/[^:]*)?:/, (_, inner) => (inner ? ` ${inner}:` : ':'))}`)
}

const wrappers = new WeakMap<Json, Json>()

/** A text can be coerced only where it is someone's property. */
function wrapperOf(schema: Json): Json {
  const wrapper = wrappers.get(schema) ?? { type: 'object', properties: { value: schema } }
  wrappers.set(schema, wrapper)
  return wrapper
}

async function bodyFaults(document: Document, declared: Json | undefined, request: Request): Promise<string[]> {
  const text = await request.text()
  const body = declared && resolved(document, declared)
  if (text === '') return body?.required ? ['request body is missing'] : []
  if (!body) return ['request body: the document knows none']
  const type = mediaType(request.headers)
  const content: Json = body.content ?? {}
  const key = keyOf(content, type)
  // Judged all the same, so that forgiving the type does not forgive the body.
  const schema = content[key ?? Object.keys(content)[0] ?? '']?.schema
  const known = key ? [] : [`request body: content type ${type || '(none)'} is not in the document`]
  if (!schema) return known
  if (type === 'application/x-www-form-urlencoded') return [...known, ...formFaults(document, schema, text)]
  return [...known, ...jsonFaults(document, 'request', 'request body', schema, text)]
}

function formFaults(document: Document, schema: Json, text: string): string[] {
  const { properties = {} } = resolved(document, schema)
  const form = new URLSearchParams(text)
  const value = Object.fromEntries(
    [...new Set(form.keys())].map(name => {
      const isList = properties[name] && resolved(document, properties[name]).type === 'array'
      return [name, isList ? form.getAll(name) : form.get(name)]
    }),
  )
  return complaints(document, 'text', schema, value).map(line => `request body ${line}`)
}

function jsonFaults(document: Document, use: 'request' | 'response', what: string, schema: Json, text: string) {
  const value = parsed(text)
  if (value === undefined) return [`${what} is no JSON`]
  return complaints(document, use, schema, value).map(line => `${what} ${line}`)
}

async function responseFaults(document: Document, { operation }: Called, { method }: Request, response: Response) {
  const { status } = response
  const answers: Json = operation.responses ?? {}
  const declared = answers[status] ?? answers[`${String(status)[0]}XX`] ?? answers.default
  if (!declared) return [`response ${status}: status is not in the document`]
  if (method === 'HEAD' || status === 204 || status === 304) return []
  // An answer that breaks off is what some tests are about.
  const text = await response
    .clone()
    .text()
    .catch(() => undefined)
  if (text === undefined) return []
  const content: Json = resolved(document, saysNo(text) && answers.default ? answers.default : declared).content ?? {}
  if (Object.keys(content).length === 0) return []
  const type = mediaType(response.headers)
  const key = keyOf(content, type)
  if (!key) return [`response ${status}: content type ${type || '(none)'} is not in the document`]
  const schema = content[key].schema
  return schema ? jsonFaults(document, 'response', `response ${status} body`, schema, text) : []
}

/** Slack answers 200 and `ok: false`; its document describes that as `default`. */
const saysNo = (text: string) => parsed(text)?.ok === false

/** Undefined where it is no JSON; nothing in JSON reads so. */
function parsed(text: string): any {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const mediaType = (headers: Headers) => bare(headers.get('content-type') ?? '')
const bare = (type: string) => (type.split(';')[0] ?? '').trim().toLowerCase()

const keyOf = (content: Json, type: string) =>
  Object.keys(content).find(key => bare(key) === type) ??
  Object.keys(content).find(key => ['*/*', `${type.split('/')[0]}/*`].includes(bare(key)))
