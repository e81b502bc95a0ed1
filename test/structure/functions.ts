import { lineOf } from './text.ts'

export interface FunctionText {
  line: number
  /** From the line of its parameters to the line of its end, without the named functions that it holds. */
  lines: number
}

const closing: Record<string, string> = { '(': ')', '[': ']', '{': '}' }
const control = /\b(if|for|while|switch|catch|with|await)\s*$/

/**
 * Every function in code as `codeOf` gives it: declarations, methods and arrows, with a block or an expression as body.
 * A closure stands where others have a class: it is measured without the named functions that it holds, and each of them
 * by itself. The callback of a `describe`, or of an `eachStore`, is a chapter rather than a function, and is left out.
 */
export function functionsOf(code: string): FunctionText[] {
  const spans: { start: number; end: number }[] = []
  for (const { index } of code.matchAll(/=>/g)) {
    const body = bodyOfArrow(code, index + 2)
    if (body !== undefined) spans.push({ start: startOfArrow(code, index), end: body })
  }
  for (const { index } of code.matchAll(/\(/g)) {
    const before = code.slice(Math.max(0, index - 20), index)
    const brace = control.test(before) ? undefined : braceAfter(code, endOfBrackets(code, index))
    if (brace !== undefined) spans.push({ start: index, end: endOfBrackets(code, brace) })
  }
  const measured = spans
    .filter(
      ({ start }) => !/\b(describe|eachStore)\($/.test(code.slice(0, start).replace(/\s*'\s*',\s*(async )?$/, '')),
    )
    .map(span => ({ ...span, from: lineOf(code, span.start), to: lineOf(code, span.end - 1) }))
  const members = measured.filter(({ start }) => isNamed(code, start))
  return measured.map(outer => {
    const held = members.filter(inner => inner.start > outer.start && inner.end <= outer.end)
    const lines = Array.from({ length: outer.to - outer.from + 1 }, (_, index) => outer.from + index)
    return {
      line: outer.from,
      lines: lines.filter(line => !held.some(({ from, to }) => line >= from && line <= to)).length,
    }
  })
}

/** Whether what starts here is a declaration, a method or an arrow that a constant or a property holds, not a callback. */
function isNamed(code: string, start: number): boolean {
  const before = code.slice(code.lastIndexOf('\n', start) + 1, start)
  return /^\s*(export )?((async )?(function )?\*?\w+(<.*>)?|(const \w+(: .*)? =|\w+:) (async )?(<.*>)?)$/.test(before)
}

/** The offset after the bracket that closes the one at `open`. */
function endOfBrackets(code: string, open: number): number {
  let depth = 0
  for (let i = open; i < code.length; i++) {
    if (code[i]! in closing) depth++
    else if (')]}'.includes(code[i]!) && --depth === 0) return i + 1
  }
  return code.length
}

/** From the `)` of a parameter list to the `{` of a body, over a return type if one stands between. */
function braceAfter(code: string, from: number): number | undefined {
  let at = skipBlank(code, from)
  if (code[at] === '{') return at
  if (code[at] !== ':') return undefined
  let wantsType = true
  for (at = skipBlank(code, at + 1); at < code.length; at = skipBlank(code, at)) {
    const word = /^[\w.$]+/.exec(code.slice(at, at + 80))?.[0]
    if (code[at] === '{' && !wantsType) return at
    if (code[at]! in closing) at = endOfBrackets(code, at)
    else if (code[at] === '<') at = endOfAngles(code, at)
    else if (word) at += word.length
    else if ('|&'.includes(code[at]!)) at++
    else return undefined
    wantsType = /(^|[|&<,]|\b(is|keyof|typeof|asserts|readonly|extends))\s*$/.test(code.slice(Math.max(0, at - 12), at))
  }
  return undefined
}

function endOfAngles(code: string, open: number): number {
  let depth = 0
  for (let i = open; i < code.length; i++) {
    if (code[i] === '<') depth++
    else if (code[i] === '>' && code[i - 1] !== '=' && --depth === 0) return i + 1
  }
  return code.length
}

/** An arrow starts where its parameter list does. */
function startOfArrow(code: string, arrow: number): number {
  const before = code.slice(0, arrow).trimEnd()
  if (!before.endsWith(')')) return before.length - 1
  let depth = 0
  for (let i = before.length - 1; i >= 0; i--) {
    if (')]}'.includes(code[i]!)) depth++
    else if (code[i]! in closing && --depth === 0) return i
  }
  return arrow
}

/** Where the body ends; undefined for the arrow of a function type inside a type. */
function bodyOfArrow(code: string, from: number): number | undefined {
  let at = skipBlank(code, from)
  if (code[at] === '{') return endOfBrackets(code, at)
  while (at < code.length) {
    const sign = code[at]!
    if (sign in closing) at = endOfBrackets(code, at)
    else if (')]},;'.includes(sign)) return at
    else if (sign === '\n' && !/^\s*([.?:|&+*/=<>-]|in\b|as\b|satisfies\b)/.test(code.slice(at, at + 200))) return at
    else at++
  }
  return at
}

const skipBlank = (code: string, at: number) => at + /^\s*/.exec(code.slice(at, at + 400))![0].length
