/** Reads TypeScript as text. It need not parse: it must tell code from comments and literals, and know where a bracket closes. */

const mayPrecedeRegex = /(^|[(,=:[!&|?{;+\-*%<>~^\n]|\b(return|typeof|case|in|of|await|yield|void|delete|else|do))$/

/** The same text with comments and the insides of strings, templates and regular expressions blanked: every place keeps its offset. */
export function codeOf(text: string): string {
  const out = text.split('')
  const blank = (from: number, to: number) => {
    for (let i = from; i < to; i++) if (out[i] !== '\n') out[i] = ' '
  }
  const braces: ('code' | 'template')[] = []
  let at = 0
  while (at < text.length) {
    const sign = text[at]!
    const resumes = sign === '}' && braces.at(-1) === 'template'
    if (sign === '{') braces.push('code')
    if (sign === '}') braces.pop()
    const end = resumes || sign === '`' ? endOfTemplatePiece(text, at + 1) : endOfLiteral(text, out, at)
    const opens = (resumes || sign === '`') && text[end - 1] === '{'
    if (opens) braces.push('template')
    if (isComment(text, at)) blank(at, end)
    else if (end > at + 1) blank(at + 1, opens ? end : end - 1)
    // What a template embeds is code in brackets: `a ${b} c` reads as `  (b) `.
    if (opens) out[end - 1] = '('
    if (resumes) out[at] = ')'
    at = end
  }
  return out.join('')
}

const isComment = (text: string, at: number) =>
  text.startsWith('//', at) || text.startsWith('/*', at) || (at === 0 && text.startsWith('#!'))

/** The offset after the comment, string or regular expression that starts at `at`; after one sign if none does. */
function endOfLiteral(text: string, out: string[], at: number): number {
  if (text.startsWith('/*', at)) return Math.min(endOf(text, at + 2, '*/') + 2, text.length)
  if (isComment(text, at)) return endOf(text, at, '\n')
  if (text[at] === "'" || text[at] === '"') return endOfQuoted(text, at)
  if (text[at] === '/' && mayPrecedeRegex.test(lastCode(out, at))) return endOfRegex(text, at)
  return at + 1
}

const endOf = (text: string, from: number, mark: string) => {
  const found = text.indexOf(mark, from)
  return found === -1 ? text.length : found
}

/** What stands before `at`, blanks apart: enough of it to recognise a keyword. */
const lastCode = (out: string[], at: number) =>
  out
    .slice(Math.max(0, at - 200), at)
    .join('')
    .trimEnd()
    .slice(-12)

function endOfQuoted(text: string, at: number): number {
  const quote = text[at]
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === quote || text[i] === '\n') return i + 1
  }
  return text.length
}

function endOfTemplatePiece(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '`') return i + 1
    else if (text[i] === '$' && text[i + 1] === '{') return i + 2
  }
  return text.length
}

function endOfRegex(text: string, at: number): number {
  let inClass = false
  for (let i = at + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '[') inClass = true
    else if (text[i] === ']') inClass = false
    else if (text[i] === '/' && !inClass) return i + 1
  }
  return at + 1
}

/** What a module imports, re-exports or loads by a literal name; types included. */
export function importsOf(text: string, code = codeOf(text)): string[] {
  const found = [...code.matchAll(/\bfrom\s*(['"])|\bimport\s*\(\s*(['"])|\bimport\s+(['"])|\brequire\s*\(\s*(['"])/g)]
  return found.map(({ index, 0: match }) => {
    const start = index + match.length
    return text.slice(start, endOfQuoted(text, start - 1) - 1)
  })
}

/** The 1-based line on which an offset lies. */
export const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length

/** The names given to `test(…)` and `it(…)` as literals. */
export function testNamesOf(text: string, code = codeOf(text)): string[] {
  return [...code.matchAll(/(?<![.\w])(?:test|it)\(\s*(['"`])/g)].map(({ index, 0: match }) => {
    const start = index + match.length
    const end = text[start - 1] === '`' ? endOfTemplatePiece(text, start) : endOfQuoted(text, start - 1)
    return text.slice(start, end - 1)
  })
}
