import { apart } from '../../engine/apart.ts'
import { nameOf } from './edit.ts'
import { long } from './long.ts'
import { markdownUpTo, outlineOf } from './markdown/index.ts'
import { parseStorage } from './storage/parse.ts'
import { type Query, query } from './storage/query.ts'
import { type TableAnchor, tableAt } from './storage/which-table.ts'
import type { ConfluenceReads } from './words.ts'

/** What can be read out of a page, whoever gives it: the site, or a plan with its changes made. */
export const readsOf = (page: ConfluenceReads['page']): Pick<ConfluenceReads, 'table' | 'markdown' | 'outline'> => ({
  table: async (id, anchor, wanted) => {
    const { body, ...found } = await page(id)
    return { page: nameOf(found), ...(await queried(body, anchor, wanted)) }
  },
  markdown: async (id, { heading, most = Number.POSITIVE_INFINITY } = {}) => {
    const { body, ...found } = await page(id)
    return { page: nameOf(found), ...(await markdownApart(most, body, { heading })) }
  },
  outline: async id => {
    const { body, ...found } = await page(id)
    return { page: nameOf(found), outline: await outlineApart(body) }
  },
})

const queried = apart(
  import.meta.url,
  long.storage,
  function recordsOf(body: string, anchor: TableAnchor, wanted?: Query) {
    return query(tableAt(parseStorage(body), anchor), wanted)
  },
)
const markdownApart = apart(import.meta.url, long.markdown, markdownUpTo)
const outlineApart = apart(import.meta.url, long.markdown, outlineOf)
