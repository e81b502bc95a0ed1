import { createHash } from 'node:crypto'

/** Reads pages and edits them as a person would, by nothing but their markup. */

/** A row as it is written: its opening tag, and the whole of each cell. */
export interface Row {
  open: string
  cells: string[]
}

const table = /<table\b.*?<\/table>/s
const rows = /(<tr\b[^>]*>)(.*?)<\/tr>/gs
const cells = /<(t[hd])\b[^>]*?(?:\/>|>.*?<\/\1>)/gs

const rowsIn = (markup: string): Row[] =>
  [...markup.matchAll(rows)].map(([, open, inner]) => ({ open: open!, cells: inner!.match(cells) ?? [] }))

/** The first table of a page, as people read it; the header is its first row. */
export function tableIn(body: string): { head: string[]; rows: string[][] } {
  const [head = [], ...rest] = rowsIn(table.exec(body)?.[0] ?? '').map(row => row.cells.map(wordsOf))
  return { head, rows: rest }
}

/** The page with the rows of its first table changed, header first. */
export const withRows = (body: string, change: (all: Row[]) => Row[]): string =>
  body.replace(table, markup => {
    const inner = change(rowsIn(markup)).map(({ open, cells }) => `${open}${cells.join('')}</tr>`)
    return `${/^<table[^>]*>/.exec(markup)![0]}<tbody>${inner.join('')}</tbody></table>`
  })

const signs: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  middot: '·',
  rarr: '→',
  hellip: '…',
  ndash: '–',
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
}

export const wordsOf = (markup: string): string =>
  markup
    .replace(/<ac:parameter ac:name="colour">.*?<\/ac:parameter>/g, '')
    .replace(/<ac:parameter ac:name="">.*?<\/ac:parameter>/g, '')
    .replace(/<time datetime="([^"]*)"[^>]*>/g, '$1')
    .replace(/<[^>]*>/g, '')
    .replace(/&(\w+);/g, (whole, name: string) => signs[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim()

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)
export const anchorOf = (id: string) => `dure-${hashOf(id)}`
export const pageAnchorOf = (identity: string) => `dure-page-${hashOf(identity)}`
/** Of the entry behind one that people have changed. */
export const laterId = (id: string) => `${id}\u0000later`

const anchor =
  '<ac:structured-macro[^>]*ac:name="anchor"[^>]*><ac:parameter ac:name="">(dure-[^<]*)</ac:parameter></ac:structured-macro>'

/** All anchors of Dure on a page, from its top. */
export const anchorsIn = (body: string): string[] =>
  [...body.matchAll(new RegExp(anchor, 'g'))].map(([, name]) => name!)

export interface Entry {
  anchor: string
  markup: string
  /** Where it ends: behind its last words. */
  end: number
}

/** The entries of a page, from its top: what stands behind an anchor in its paragraph. */
export const entriesIn = (body: string): Entry[] =>
  [...body.matchAll(new RegExp(`${anchor}(.*?)</p>`, 'gs'))].map(({ 0: whole, 1: name, 2: markup, index }) => ({
    anchor: name!,
    markup: markup!,
    end: index + whole.length - '</p>'.length,
  }))
