/** A part of a query: what must hold. */
export type Clause =
  | { kind: 'and'; parts: Clause[] }
  | { kind: 'or'; parts: Clause[] }
  | { kind: 'not'; part: Clause }
  | { kind: 'empty'; field: string; not: boolean }
  | { kind: 'compare'; field: string; operator: string; values: Value[] }

/** What stands on the right of a comparison: a text, or a function by its name. */
export type Value = { text: string } | { call: string; parameters: string[] }

export interface Query {
  /** Undefined where the query has no condition. */
  where: Clause | undefined
  orderBy: { field: string; descending: boolean }[]
}

/** What Jira answers with status 400. */
export class JqlError extends Error {}

interface Token {
  kind: 'word' | 'string' | 'sign' | 'end'
  text: string
  at: number
}

const fault = (message: string, at: number) =>
  new JqlError(`Error in the JQL Query: ${message} (line 1, character ${at + 1}).`)

/** Unquoted words may hold neither quotations nor signs; control characters must be escaped everywhere. */
const patterns: [Token['kind'] | 'space', RegExp][] = [
  ['space', /\s+/y],
  ['word', /cf\s*\[\s*\d+\s*\]/iy],
  ['string', /"(?:\\.|[^"\\\p{Cc}\ufdd0-\ufdef\ufffe\uffff])*"|'(?:\\.|[^'\\\p{Cc}\ufdd0-\ufdef\ufffe\uffff])*'/uy],
  ['sign', /[<>!]=|!~|&&|\|\||[=<>~!(),]/y],
  ['word', /(?:\\.|[^\s"'\\=<>!~&|(),+.;?*/%^:$#@[\]{}\p{Cc}])+/uy],
]

function tokensOf(jql: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < jql.length) {
    const [kind, text] = next(jql, at)
    if (kind === 'string') tokens.push({ kind, text: unescaped(text.slice(1, -1), at), at })
    else if (kind === 'word') tokens.push({ kind, text: unescaped(text, at), at })
    else if (kind === 'sign') tokens.push({ kind, text, at })
    at += text.length
  }
  return [...tokens, { kind: 'end', text: '', at }]
}

function next(jql: string, at: number): [Token['kind'] | 'space', string] {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    const text = pattern.exec(jql)?.[0]
    if (text) return [kind, text]
  }
  const rest = jql.slice(at)
  if (/^["']/.test(rest)) throw fault(`The quoted string '${rest.slice(1)}' has not been completed.`, at)
  throw fault(`The character '${rest[0]}' is a reserved JQL character. You must enclose it in a string.`, at)
}

const letters: Record<string, string> = { t: '\t', n: '\n', r: '\r', '"': '"', "'": "'", '\\': '\\', ' ': ' ' }

function unescaped(text: string, at: number): string {
  return text.replace(/\\(u[0-9a-f]{4}|[\s\S])/gi, (sequence, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    const letter = letters[code]
    if (letter === undefined)
      throw fault(
        `'${sequence}' is an illegal JQL escape sequence. The valid escape sequences are \\', \\", \\t, \\n, \\r, \\\\, '\\ ' and \\uXXXX.`,
        at,
      )
    return letter
  })
}

const parsed = new Map<string, Query>()

/** Reads the JQL that a program sends: comparisons, `in`, `is empty`, AND, OR, NOT, parentheses, functions, ORDER BY. */
export function parseJql(jql: string): Query {
  const known = parsed.get(jql)
  if (known) return known
  const query = parse(tokensOf(jql))
  if (parsed.size > 100) parsed.clear()
  parsed.set(jql, query)
  return query
}

function parse(tokens: Token[]): Query {
  let index = 0
  const peek = () => tokens[index]!
  const take = () => tokens[index++]!
  const isWord = (word: string, ahead = 0) =>
    tokens[index + ahead]?.kind === 'word' && tokens[index + ahead]?.text.toLowerCase() === word
  const isSign = (sign: string) => peek().kind === 'sign' && peek().text === sign
  const eat = (found: boolean) => found && Boolean(take())
  const expect = (sign: string) => {
    if (eat(isSign(sign))) return
    const got = peek().kind === 'end' ? 'the end of the query' : `'${peek().text}'`
    throw fault(`Expecting '${sign}' but got ${got}.`, peek().at)
  }

  const joined = (kind: 'and' | 'or', sign: string, part: () => Clause) => (): Clause => {
    const parts = [part()]
    while (eat(isWord(kind) || isSign(sign))) parts.push(part())
    return parts.length === 1 ? parts[0]! : { kind, parts }
  }
  const and = joined('and', '&&', factor)
  const or = joined('or', '||', and)

  function factor(): Clause {
    if (eat(isWord('not') || isSign('!'))) return { kind: 'not', part: factor() }
    if (!eat(isSign('('))) return comparison()
    const inner = or()
    expect(')')
    return inner
  }

  function name(): string {
    const token = take()
    if (token.kind === 'word' || token.kind === 'string') return token.text
    const got = token.kind === 'end' ? 'the end of the query' : `'${token.text}'`
    throw fault(`Expecting a field name but got ${got}.`, token.at)
  }

  function comparison(): Clause {
    const field = name()
    if (eat(isWord('is'))) {
      const not = eat(isWord('not'))
      if (!eat(isWord('empty') || isWord('null'))) throw fault("Expecting 'EMPTY' or 'NULL'.", peek().at)
      return { kind: 'empty', field, not }
    }
    const not = eat(isWord('not'))
    if (eat(isWord('in'))) return { kind: 'compare', field, operator: not ? 'not in' : 'in', values: list() }
    const operator = take()
    if (not || operator.kind !== 'sign' || !/^([<>!]?=|[<>~]|!~)$/.test(operator.text))
      throw fault(
        `Expecting operator but got '${operator.text}'. The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.`,
        operator.at,
      )
    return { kind: 'compare', field, operator: operator.text, values: [value()] }
  }

  function list(): Value[] {
    expect('(')
    const values = [value()]
    while (eat(isSign(','))) values.push(value())
    expect(')')
    return values
  }

  function value(): Value {
    const text = name()
    if (!eat(isSign('('))) return { text }
    const parameters: string[] = []
    while (!isSign(')')) {
      parameters.push(name())
      if (!eat(isSign(','))) break
    }
    expect(')')
    return { call: text, parameters }
  }

  function order(): Query['orderBy'] {
    if (!(isWord('order') && isWord('by', 1))) return []
    index += 2
    const fields: Query['orderBy'] = []
    do {
      const field = name()
      const descending = eat(isWord('desc'))
      if (!descending) eat(isWord('asc'))
      fields.push({ field, descending })
    } while (eat(isSign(',')))
    return fields
  }

  const where = peek().kind === 'end' || (isWord('order') && isWord('by', 1)) ? undefined : or()
  const orderBy = order()
  if (peek().kind !== 'end') throw fault(`Expecting either 'OR' or 'AND' but got '${peek().text}'.`, peek().at)
  return { where, orderBy }
}
