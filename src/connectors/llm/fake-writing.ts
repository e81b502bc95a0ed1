/** A question as the fake reads it off either wire. */
export interface Asked {
  model: string
  system: string
  material: string
  schema: any
  maxTokens: number
}

/** What the model wrote and why it stopped. */
export interface Written {
  text: string
  end: 'end' | 'cut' | 'refused'
}

export interface Refusal {
  status: number
  message: string
}

interface Request {
  headers: Headers
  /** Undefined for a GET. */
  body: any
  key: string | undefined
  models: string[]
}

/** How one of the two APIs reads and writes. */
export interface Exchange {
  refusal(request: Request): Refusal | undefined
  asked(body: any): Asked
  answer(written: Written, asked: Asked): unknown
  error(status: number, message: string): unknown
}

/** Near enough for counting: a token is four bytes. */
export const tokensIn = (text: string) => Math.ceil(Buffer.byteLength(text) / 4)

/** Cut where the tokens end, mid-word as the genuine ones do it. */
export function cutTo(text: string, maxTokens: number): Written {
  if (tokensIn(text) <= maxTokens) return { text, end: 'end' }
  let end = text.length
  while (tokensIn(text.slice(0, end)) > maxTokens) end--
  return { text: text.slice(0, end).toWellFormed(), end: 'cut' }
}

/** The path of an object that allows members it does not name; undefined where there is none. */
export const openObjectIn = (schema: any) =>
  firstIn(schema, part => part.type === 'object' && part.additionalProperties !== false)

/** The path of an object with members that may be left out. */
export const looseObjectIn = (schema: any) =>
  firstIn(schema, part => {
    const required: string[] = part.required ?? []
    return part.type === 'object' && Object.keys(part.properties ?? {}).some(name => !required.includes(name))
  })

function firstIn(schema: any, isIt: (part: any) => boolean, path = 'schema'): string | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined
  if (isIt(schema)) return path
  for (const [name, part] of Object.entries(schema)) {
    const found = firstIn(part, isIt, `${path}.${name}`)
    if (found) return found
  }
  return undefined
}
