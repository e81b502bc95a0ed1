import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Exit, exit } from './session.ts'
import type { Words } from './words.ts'

type Said = Words['usage']['jsonFile']

const mostBytes = 16 * 1024 * 1024

/** What a JSON file holds. `flag` names it in errors, which say what is wrong with the file and where in it. */
export function readJsonFile(flag: string, file: string, cwd: string, said: Said): unknown {
  const path = resolve(cwd, file)
  const refuse = (what: string) => new Exit(exit.usage, said.refused(flag, file, what))
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) throw refuse(said.notThere(path))
  if (!stat.isFile()) throw refuse(said.noFile)
  if (stat.size > mostBytes) throw refuse(said.tooBig(stat.size, mostBytes))
  const text = decoded(bytesOf(path, why => refuse(said.unreadable(why))))
  if (text === undefined) throw refuse(said.notUtf8)
  try {
    return JSON.parse(text)
  } catch {
    throw refuse(said.noJson(faultIn(text, said)))
  }
}

function bytesOf(path: string, refuse: (why: string) => Exit): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    throw refuse((error as NodeJS.ErrnoException).code ?? String(error))
  }
}

/** A byte order mark is left out: Windows programs write one. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Where a text stops being JSON, as the parser does not always say: `line 3, column 14: expected a value, found NaN`. */
export function faultIn(text: string, said: Said): string {
  const { at, expected } = firstFault(text)
  const lines = text.slice(0, at).split('\n')
  const found = /^"?[\p{L}\p{N}_.+-]{1,20}|^./su.exec(text.slice(at, at + 40))?.[0]
  return said.fault(lines.length, lines.at(-1)!.length + 1, expected, found)
}

/** Everything from the space on but the quote and the backslash, which begins an escape. */
const string = /"[ !#-[\]-\u{10ffff}]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\u{10ffff}]*)*"/uy
const plain = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y
const space = /[ \t\n\r]*/y

type Expected =
  | 'a value'
  | 'a value or ]'
  | 'a name in quotes'
  | 'a name in quotes or }'
  | ':'
  | ', or }'
  | ', or ]'
  | 'the end'

/** Reads token by token, with the brackets that are open as a stack: the text may be nested deeply. */
function firstFault(text: string): { at: number; expected: Expected } {
  const open: ('{' | '[')[] = []
  let expected: Expected = 'a value'
  for (let at = 0; ; ) {
    at = endOf(space, text, at) ?? at
    const sign = text[at]
    const next: Next | undefined = sign === undefined ? undefined : following(expected, sign, open)
    const end = next && (next.token ? endOf(next.token, text, at) : at + 1)
    if (!next || end === undefined) return { at, expected }
    at = end
    expected = next.expected
  }
}

function endOf(token: RegExp, text: string, at: number): number | undefined {
  token.lastIndex = at
  return token.test(text) ? token.lastIndex : undefined
}

interface Next {
  expected: Expected
  /** What begins with the sign that was seen, where that is more than the sign itself. */
  token?: RegExp
}

/** What may come after a sign; undefined where the sign may not stand here. */
function following(expected: Expected, sign: string, open: ('{' | '[')[]): Next | undefined {
  if (expected.startsWith('a value')) {
    if (sign === ']' && expected === 'a value or ]') return closed(open)
    if (sign === '{' || sign === '[') {
      open.push(sign)
      return { expected: sign === '{' ? 'a name in quotes or }' : 'a value or ]' }
    }
    return { expected: afterValue(open), token: sign === '"' ? string : plain }
  }
  if (expected.startsWith('a name')) {
    if (sign === '}' && expected === 'a name in quotes or }') return closed(open)
    return sign === '"' ? { expected: ':', token: string } : undefined
  }
  if (expected === ':') return sign === ':' ? { expected: 'a value' } : undefined
  if (expected === 'the end') return undefined
  if (sign === ',') return { expected: open.at(-1) === '{' ? 'a name in quotes' : 'a value' }
  return sign === expected.at(-1) ? closed(open) : undefined
}

function closed(open: ('{' | '[')[]): Next {
  open.pop()
  return { expected: afterValue(open) }
}

const afterValue = (open: ('{' | '[')[]): Expected =>
  open.length === 0 ? 'the end' : open.at(-1) === '{' ? ', or }' : ', or ]'
