/** Of a body that is no I-JSON (RFC 7493), or more of it than is taken. */
export type JsonFault =
  | { what: 'syntax'; line: number; column: number }
  /** The parser has not said where. */
  | { what: 'token'; sign: string }
  | { what: 'deep' | 'crowded'; limit: number }
  | { what: 'doubled' | 'forbidden' | 'unkept' | 'surrogate' | 'nul'; path: (string | number)[] }

const maxDepth = 64
/** Each value costs a check, and may cost a line of the answer: as many as no honest body of a megabyte has. */
const maxValues = 20_000

/** Reads JSON text, or tells the first thing in it that two readers would not read alike. */
export function readJson(text: string): { value: unknown; fault?: undefined } | { fault: JsonFault } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { fault: syntaxFault((error as Error).message, text) }
  }
  const tally = { values: 0, names: 0, escapes: text.includes('\\u') }
  const fault = faultIn(value, 1, tally) ?? (namesIn(text) === tally.names ? undefined : doubledIn(text))
  return fault ? { fault } : { value }
}

/** V8 names either the offset or the sign at which it stopped, or means the end of the text. */
function syntaxFault(message: string, text: string): JsonFault {
  const sign = /^Unexpected token '(.+?)',/su.exec(message)?.[1]
  if (sign) return { what: 'token', sign }
  const offset = / at position (\d+)/.exec(message)?.[1]
  const before = text.slice(0, offset === undefined ? text.length : Number(offset)).split('\n')
  return { what: 'syntax', line: before.length, column: before.at(-1)!.length + 1 }
}

interface Tally {
  values: number
  names: number
  /** Only text with escapes can hold what UTF-8 cannot, or a NUL. */
  escapes: boolean
}

/** Everything that still shows in the value: all but the names that were given twice. */
function faultIn(value: unknown, depth: number, tally: Tally): JsonFault | undefined {
  if (++tally.values > maxValues) return { what: 'crowded', limit: maxValues }
  if (typeof value === 'string') return tally.escapes ? faultInText(value) : undefined
  if (typeof value === 'number') return isKept(value) ? undefined : { what: 'unkept', path: [] }
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > maxDepth) return { what: 'deep', limit: maxDepth }
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      const fault = faultIn(value[at], depth + 1, tally)
      if (fault) return under(at, fault)
    }
    return undefined
  }
  for (const name of Object.keys(value)) {
    tally.names += 1
    const fault = faultInName(name, tally) ?? faultIn((value as Record<string, unknown>)[name], depth + 1, tally)
    if (fault) return under(name, fault)
  }
  return undefined
}

function under(step: string | number, fault: JsonFault): JsonFault {
  if ('path' in fault) fault.path.unshift(step)
  return fault
}

function faultInName(name: string, { escapes }: Tally): JsonFault | undefined {
  if (name === '__proto__') return { what: 'forbidden', path: [] }
  return escapes ? faultInText(name) : undefined
}

function faultInText(text: string): JsonFault | undefined {
  if (!text.isWellFormed()) return { what: 'surrogate', path: [] }
  return text.includes('\0') ? { what: 'nul', path: [] } : undefined
}

/** Whole numbers beyond 2^53 and numbers beyond a double have silently become others. */
const isKept = (value: number) => Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value))

/** How many names the text gives, those given twice as two. It is known to be JSON. */
function namesIn(text: string): number {
  let names = 0
  for (let at = text.indexOf('"'); at >= 0; ) {
    const end = endOfString(text, at)
    if (isNameThere(text, end)) names += 1
    at = text.indexOf('"', end)
  }
  return names
}

/** Where a name is given twice in one object. Only a text that does so is looked at this closely. */
function doubledIn(text: string): JsonFault | undefined {
  const levels: { names: Set<string>; at: string | number }[] = []
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    const level = levels.at(-1)
    if (sign === '{' || sign === '[') levels.push({ names: new Set(), at: sign === '[' ? 0 : '' })
    else if (sign === '}' || sign === ']') levels.pop()
    else if (sign === ',' && typeof level?.at === 'number') level.at += 1
    else if (sign === '"') {
      const end = endOfString(text, at)
      if (level && isNameThere(text, end)) {
        level.at = JSON.parse(text.slice(at, end)) as string
        if (level.names.has(level.at)) return { what: 'doubled', path: levels.map(({ at }) => at) }
        level.names.add(level.at)
      }
      at = end - 1
    }
  }
  return undefined
}

/** Whether the string that ends there is a name: a colon follows. */
function isNameThere(text: string, end: number): boolean {
  let at = end
  while (text.charCodeAt(at) <= 0x20) at++
  return text.charCodeAt(at) === 0x3a
}

/** Quotes that are escaped have an odd number of backslashes before them. */
function endOfString(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); ; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text[at - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return at + 1
  }
}
