import type { FakePage } from './fake-pages.ts'
import { plainText } from './storage/find.ts'
import { parseStorage } from './storage/parse.ts'

type Condition = (page: FakePage) => boolean

export interface FakeFound {
  page: FakePage
  /** Of the words that were looked for, each between its marks, as HTML is written. */
  excerpt: string
}

/** The pages that a CQL query finds, of those that the index has; undefined for a query that this fake does not know. */
export function searched(pages: Iterable<FakePage>, cql: string): FakeFound[] | undefined {
  const read = reader(cql)
  const isMet = read.either()
  const order = isMet && read.order()
  if (!isMet || !order) return undefined
  const found = [...pages].filter(page => page.indexed && page.status === 'current' && !page.hidden && isMet(page))
  return found.sort(order).map(page => ({ page, excerpt: excerptOf(page, read.words) }))
}

/** Reads a query from its left. What it cannot read makes the answer undefined. */
function reader(cql: string) {
  const tokens = cql.match(/"(?:[^"\\]|\\.)*"|[()]|[!=~<>]+|,|[\w.-]+|\S/g) ?? []
  const words: string[] = []
  const next = (...expected: string[]) =>
    expected.includes(tokens[0]?.toLowerCase() ?? '') ? tokens.shift() : undefined

  function either(): Condition | undefined {
    const all = listed(both, 'or')
    return all && (page => all.some(isMet => isMet(page)))
  }
  function both(): Condition | undefined {
    const all = listed(one, 'and')
    return all && (page => all.every(isMet => isMet(page)))
  }
  function listed(read: () => Condition | undefined, between: string): Condition[] | undefined {
    const all: Condition[] = []
    do {
      const condition = read()
      if (!condition) return undefined
      all.push(condition)
    } while (next(between))
    return all
  }
  function one(): Condition | undefined {
    if (next('(')) {
      const inside = either()
      return next(')') ? inside : undefined
    }
    const [field = '', operator = '', value = ''] = tokens.splice(0, 3)
    const said = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value
    return /^("|\w)/.test(value) ? conditionOf(field.toLowerCase() + operator, said, words) : undefined
  }
  function order(): ((a: FakePage, b: FakePage) => number) | undefined {
    if (tokens.length === 0) return () => 0
    const isOrder = next('order') && next('by')
    const by = isOrder && orders[tokens.shift()?.toLowerCase() ?? '']
    const sign = next('desc') ? -1 : 1
    next('asc')
    return by && tokens.length === 0 ? (a, b) => sign * by(a, b) : undefined
  }
  return { either, order, words }
}

const orders: Record<string, (a: FakePage, b: FakePage) => number> = {
  title: (a, b) => (a.title < b.title ? -1 : 1),
  created: (a, b) => Number(a.id) - Number(b.id),
  lastmodified: (a, b) => a.version.number - b.version.number,
}

function conditionOf(asked: string, value: string, words: string[]): Condition | undefined {
  if (asked === 'type=') return () => value === 'page'
  if (asked === 'macro=') return page => page.body.includes(`ac:name="${value}"`)
  if (asked === 'space=') return page => page.space === value
  if (asked === 'title=') return page => page.title === value
  // Half a phrase and no word at all are refused, as the search engine behind it does.
  if (!/^(title|text)~$/.test(asked) || value.split('"').length % 2 === 0 || !value.trim()) return undefined
  const wanted = [...value.matchAll(/"([^"]*)"|([^\s"]+)/g)].map(([, phrase, word]) => (phrase ?? word)!.toLowerCase())
  words.push(...wanted)
  const textOf = (page: FakePage) => (asked === 'title~' ? page.title : `${page.title} ${said(page)}`).toLowerCase()
  return page => wanted.every(word => textOf(page).includes(word))
}

const said = ({ body }: FakePage) => plainText(parseStorage(body.replace(/<\/(p|h\d|li|td|th)>/g, ' $&')).children)

function excerptOf(page: FakePage, words: readonly string[]): string {
  const text = said(page).trim()
  const place = words.map(word => text.toLowerCase().indexOf(word)).find(at => at >= 0) ?? 0
  const around = text.slice(Math.max(0, place - 40), place + 300)
  const escaped = around
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
  return words.reduce((excerpt, word) => {
    const pattern = new RegExp(word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'giu')
    return word ? excerpt.replace(pattern, found => `@@@hl@@@${found}@@@endhl@@@`) : excerpt
  }, escaped)
}
