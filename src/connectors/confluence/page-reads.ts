import { nameOf } from './edit.ts'
import { markdownUpTo, outlineOf } from './markdown/index.ts'
import { parseStorage } from './storage/parse.ts'
import { query } from './storage/query.ts'
import { tableAt } from './storage/which-table.ts'
import type { ConfluenceReads } from './words.ts'

/** What can be read out of a page, whoever gives it: the site, or a plan with its changes made. */
export const readsOf = (page: ConfluenceReads['page']): Pick<ConfluenceReads, 'table' | 'markdown' | 'outline'> => ({
  table: async (id, anchor, wanted) => {
    const { body, ...found } = await page(id)
    return { page: nameOf(found), ...query(tableAt(parseStorage(body), anchor), wanted) }
  },
  markdown: async (id, { heading, most = Number.POSITIVE_INFINITY } = {}) => {
    const { body, ...found } = await page(id)
    return { page: nameOf(found), ...markdownUpTo(most, body, { heading }) }
  },
  outline: async id => {
    const { body, ...found } = await page(id)
    return { page: nameOf(found), outline: outlineOf(body) }
  },
})
