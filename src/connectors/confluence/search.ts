import { HubError } from '../../engine/error.ts'
import type { Ask } from './ask.ts'
import { searching } from './judges.ts'
import { type WireFound, WireFounds } from './schema.ts'
import { entities } from './storage/entities.ts'
import type { FoundPage, PageSearch } from './words.ts'

const mostExcerpt = 200

/** The query for what is looked for. Throws `invalid` where that is nothing, or two things. */
export function cqlOf({ text = '', cql = '', space }: PageSearch): string {
  if ((text.trim() === '') === (cql.trim() === ''))
    throw new HubError('invalid', 'Say what to look for: either words (text) or a query of Confluence (cql).', {
      ko: '찾을 말(text)이나 Confluence 검색식(cql) 가운데 하나를 적으십시오.',
    })
  const words = literal(searchable(text))
  const { condition, order } = cql.trim()
    ? parted(cql)
    : { condition: `title ~ ${words} or text ~ ${words}`, order: '' }
  const conditions = [
    'type = page',
    ...(condition.trim() ? [`(${condition.trim()})`] : []),
    ...(space === undefined ? [] : [`space = ${literal(space)}`]),
  ]
  return conditions.join(' and ') + order
}

/** Text in a CQL query. */
export const literal = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`

/** Quotation marks in pairs make a phrase of what is between them; of one alone Confluence can make nothing. */
const searchable = (text: string) => (text.split('"').length % 2 === 1 ? text : text.replaceAll('"', ' ')).trim()

/** What stands before an `order by`, and that. */
function parted(cql: string): { condition: string; order: string } {
  for (const { 0: found, index } of cql.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\border\s+by\b/gi))
    if (/^order/i.test(found)) return { condition: cql.slice(0, index), order: ` ${cql.slice(index).trim()}` }
  return { condition: cql, order: '' }
}

/** Asks the index by v1, which is all that Cloud has for that, too. */
export const foundBy =
  (ask: Ask, base: string) =>
  async (cql: string, limit: number): Promise<FoundPage[]> => {
    const path = `/rest/api/search?cql=${encodeURIComponent(cql)}&limit=${limit}&expand=content.space`
    const { results, _links } = await ask(WireFounds, path, { judge: searching(cql) })
    // A query with an `or` of its own may find more than pages.
    return results.flatMap(found => (found?.content.type === 'page' ? [foundPage(found, _links.base ?? base)] : []))
  }

function foundPage({ content, title, excerpt }: WireFound, base: string): FoundPage {
  const { id, space, _links } = content
  const line = lineOf(excerpt)
  return {
    id,
    title: content.title ?? lineOf(title),
    url: base + (_links.webui ?? `/pages/viewpage.action?pageId=${id}`),
    ...(space && { space: space.key }),
    ...(line && { excerpt: line }),
  }
}

/** What is found stands between marks, in HTML's writing. */
function lineOf(marked: string): string {
  const line = decoded(marked.replace(/@@@(end)?hl@@@/g, ''))
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > mostExcerpt ? `${line.slice(0, mostExcerpt - 1).toWellFormed()}…` : line
}

const decoded = (text: string) =>
  text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return entities[name] ?? whole
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
