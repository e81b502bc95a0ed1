import type { Client } from '@notionhq/client'
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
export function apiOf(client: Client) {
  const { pages, databases, dataSources, blocks, users } = client
  return {
    me: () => shaped(WireBot, 'who the secret belongs to', users.me({})),
    database: (database_id: string) =>
      shaped(WireDatabase, `database ${database_id}`, databases.retrieve({ database_id })),
    dataSource: (data_source_id: string) =>
      shaped(WireDataSource, `data source ${data_source_id}`, dataSources.retrieve({ data_source_id })),
    query: (data_source_id: string, query: Json) =>
      shaped(WireRows, `rows of ${data_source_id}`, dataSources.query({ data_source_id, ...query })),
    page: (page_id: string) => shaped(WirePage, `page ${page_id}`, pages.retrieve({ page_id })),
    /** The related rows, a hundred at a time: a page itself tells 25 of them. */
    related: (page_id: string, property_id: string, start_cursor: string | undefined) =>
      shaped(
        WireItems,
        `property ${property_id} of ${page_id}`,
        pages.properties.retrieve({ page_id, property_id, page_size: 100, ...(start_cursor && { start_cursor }) }),
      ),
    createPage: (data_source_id: string, properties: Json, children: Json[]) =>
      shaped(
        WirePage,
        'the new row',
        pages.create({
          parent: { type: 'data_source_id', data_source_id },
          properties: properties as never,
          ...(children.length > 0 && { children: children as never }),
        }),
      ),
    updatePage: (page_id: string, change: Json) =>
      shaped(WirePage, `row ${page_id}`, pages.update({ page_id, ...change })),
    markdown: (page_id: string) => shaped(WireMarkdown, `body of ${page_id}`, pages.retrieveMarkdown({ page_id })),
    children: (block_id: string, start_cursor: string | undefined) =>
      shaped(
        WireBlocks,
        `blocks of ${block_id}`,
        blocks.children.list({ block_id, page_size: 100, ...(start_cursor && { start_cursor }) }),
      ),
    append: (block_id: string, children: Json[]) =>
      shaped(Anything, `blocks of ${block_id}`, blocks.children.append({ block_id, children: children as never })),
    createDatabase: (page_id: string, title: string, properties: Json) =>
      shaped(
        Created,
        `the new database ${title}`,
        databases.create({
          parent: { type: 'page_id', page_id },
          title: [{ type: 'text', text: { content: title } }],
          initial_data_source: { properties: properties as never },
        }),
      ),
    updateDataSource: (data_source_id: string, properties: Json) =>
      shaped(
        WireDataSource,
        `data source ${data_source_id}`,
        dataSources.update({ data_source_id, properties: properties as never }),
      ),
  }
}
