import { z } from 'zod'
import type { Task } from '../../../engine/automation.ts'
import { HubError } from '../../../engine/error.ts'
import type { Ctx } from '../options.ts'
import { DataMark, dataMark, framed } from './as-data.ts'

const Asked = z.strictObject({
  query: z.string().trim().min(1).max(500).optional().meta({
    description: 'Whole words, looked for in titles and texts; 세미나* finds words that begin so',
    example: '세미나 파이프라인',
  }),
  cql: z.string().trim().min(1).max(4000).optional().meta({
    description:
      "Confluence's own query language, instead of `query`; here, too, ~ finds whole words, or with * their beginnings",
    example: 'title ~ "세미나*" order by lastmodified desc',
  }),
  space: z.string().trim().min(1).max(255).optional().meta({ description: "Only in this space: the space's key" }),
  limit: z.int().min(1).max(50).default(10).meta({ description: 'At most so many pages', example: 10 }),
})

const Found = z.object({
  content_is: DataMark,
  pages: z.array(
    z.object({
      page_id: z.string(),
      title: z.string(),
      url: z.string(),
      space: z.string().optional(),
      excerpt: z.string().optional(),
    }),
  ),
})

export const searchPages: Task<z.output<typeof Asked>, Ctx, z.output<typeof Found>> = {
  summary: 'Confluence 페이지를 검색한다',
  input: Asked,
  tool: {
    name: 'confluence.search_pages',
    title: 'Search Confluence pages',
    description:
      'Finds pages by words (`query`) or by CQL, the best first. Confluence looks for whole words: 세미나 does not find 세미나파이프라인. Where only the beginning of a word is known, put * behind it: `query` 세미나*, or `cql` title ~ "세미나*"; it cannot stand first in a word. What was saved in the last minutes may not be found yet. Read one with get_page by its page_id.',
    reads: true,
    output: Found,
    show: ({ pages }: z.output<typeof Found>) =>
      framed({
        facts: { pages: pages.length },
        content: JSON.stringify(pages, null, 1),
        ...(pages.length === 0 && { hint: nothingFound }),
      }),
  },
  run: search,
}

const nothingFound =
  'Nothing was found: try fewer or other words, the beginning of a word with * behind it (세미나*), or leave `space` out.'

async function search(ctx: Ctx, { query, cql, space, limit }: z.output<typeof Asked>) {
  if ((query === undefined) === (cql === undefined))
    throw new HubError('invalid', 'Give either `query` (words) or `cql`, one of the two.', {
      ko: '`query`(검색어)와 `cql` 가운데 하나만 주십시오.',
      field: { name: 'query', example: '세미나 파이프라인' },
    })
  const found = await ctx.confluence.search({ text: query, cql, space, limit })
  return { ...dataMark, pages: found.map(({ id, ...page }) => ({ page_id: id, ...page })) }
}
