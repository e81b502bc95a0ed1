import type { Client } from '@notionhq/client'
import type { z } from 'zod'
import { shaped } from './ask.ts'
import {
  Anything,
  Created,
  WireBlocks,
  WireBot,
  WireDatabase,
  WireDataSource,
  WireItems,
  WireMarkdown,
  WirePage,
  WireRows,
} from './schema.ts'

/** JSON as Notion's reference describes it; what is wrong in it is told by Notion, and by the tests that hold it against the reference. */
export type Json = Record<string, unknown>

export type Api = ReturnType<typeof apiOf>

/** The calls that are made, each one exchange. */
export function apiOf(client: () => Promise<Client>) {
  const ask = async <T>(shape: z.ZodType<T>, what: string, call: (client: Client) => Promise<unknown>) =>
    shaped(shape, what, call(await client()))
  return {
    me: () => ask(WireBot, 'who the secret belongs to', ({ users }) => users.me({})),
    database: (database_id: string) =>
      ask(WireDatabase, `database ${database_id}`, ({ databases }) => databases.retrieve({ database_id })),
    dataSource: (data_source_id: string) =>
      ask(WireDataSource, `data source ${data_source_id}`, ({ dataSources }) =>
        dataSources.retrieve({ data_source_id }),
      ),
    query: (data_source_id: string, query: Json) =>
      ask(WireRows, `rows of ${data_source_id}`, ({ dataSources }) => dataSources.query({ data_source_id, ...query })),
    page: (page_id: string) => ask(WirePage, `page ${page_id}`, ({ pages }) => pages.retrieve({ page_id })),
    /** The related rows, a hundred at a time: a page itself tells 25 of them. */
    related: (page_id: string, property_id: string, start_cursor: string | undefined) =>
      ask(WireItems, `property ${property_id} of ${page_id}`, ({ pages }) =>
        pages.properties.retrieve({ page_id, property_id, page_size: 100, ...(start_cursor && { start_cursor }) }),
      ),
    createPage: (data_source_id: string, properties: Json, children: Json[]) =>
      ask(WirePage, 'the new row', ({ pages }) =>
        pages.create({
          parent: { type: 'data_source_id', data_source_id },
          properties: properties as never,
          ...(children.length > 0 && { children: children as never }),
        }),
      ),
    updatePage: (page_id: string, change: Json) =>
      ask(WirePage, `row ${page_id}`, ({ pages }) => pages.update({ page_id, ...change })),
    markdown: (page_id: string) =>
      ask(WireMarkdown, `body of ${page_id}`, ({ pages }) => pages.retrieveMarkdown({ page_id })),
    children: (block_id: string, start_cursor: string | undefined) =>
      ask(WireBlocks, `blocks of ${block_id}`, ({ blocks }) =>
        blocks.children.list({ block_id, page_size: 100, ...(start_cursor && { start_cursor }) }),
      ),
    append: (block_id: string, children: Json[]) =>
      ask(Anything, `blocks of ${block_id}`, ({ blocks }) =>
        blocks.children.append({ block_id, children: children as never }),
      ),
    createDatabase: (page_id: string, title: string, properties: Json) =>
      ask(Created, `the new database ${title}`, ({ databases }) =>
        databases.create({
          parent: { type: 'page_id', page_id },
          title: [{ type: 'text', text: { content: title } }],
          initial_data_source: { properties: properties as never },
        }),
      ),
    updateDataSource: (data_source_id: string, properties: Json) =>
      ask(WireDataSource, `data source ${data_source_id}`, ({ dataSources }) =>
        dataSources.update({ data_source_id, properties: properties as never }),
      ),
  }
}
