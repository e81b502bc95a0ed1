import { HubError } from '../../engine/error.ts'

const escapes: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Control characters and code points that are no characters: JQL wants them as \uXXXX. */
const unprintable = /[\p{Cc}\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]|\p{Cs}/u

/** A JQL string that means exactly this text, whatever is in it. */
export const quote = (text: string) =>
  `"${Array.from(text, letter => escapes[letter] ?? (unprintable.test(letter) ? coded(letter) : letter)).join('')}"`

const coded = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`

/** `field in ("a", "b")`. `field` is JQL already, such as `Field.jql`; the values are any text. At least one of them. */
export function anyOf(field: string, values: readonly string[]): string {
  if (values.length === 0)
    throw new HubError('invalid', `JQL: nothing to compare ${field} with; name at least one value.`)
  return `${field} in (${values.map(quote).join(', ')})`
}

/**
 * All of the conditions at once, each on its own in parentheses. One that a person wrote may not reach out of them:
 * `invalid` when it is empty, has an ORDER BY, or leaves a parenthesis or a quotation open.
 */
export function allOf(conditions: readonly string[]): string {
  return conditions.map(condition => `(${contained(condition)})`).join(' AND ')
}

function contained(condition: string): string {
  // Escaped letters and quotations stand for one letter each, so that what is in them does not count.
  const bare = condition
    .trim()
    .replace(/\\[\s\S]|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'/g, found => (found[0] === '\\' ? 'x' : ' x '))
  const refuse = (what: string) => new HubError('invalid', `The JQL condition ${what}: ${condition}`)
  if (bare === '') throw refuse('is empty; leave it out')
  if (/["'\\]/.test(bare)) throw refuse('has a quotation or an escape that does not end')
  if (/(?<![^\s()])order\s+by(?![^\s()])/i.test(bare)) throw refuse('must not have an ORDER BY, it is a condition only')
  let open = 0
  for (const letter of bare) {
    if (letter === '(') open++
    if (letter === ')' && --open < 0) break
  }
  if (open !== 0) throw refuse('has parentheses that do not match')
  return condition.trim()
}
