import { getPage } from './get.ts'
import { dbQuery } from './query.ts'
import { dbInsertRow, dbUpsertRow } from './rows.ts'
import { searchPages } from './search.ts'
import { appendToPage, createPage, updatePage } from './writes.ts'

/** The page tools under the names that the description gives them. Agents alone reach them: none has a route. */
export const pageTasks = {
  'search-pages': searchPages,
  'get-page': getPage,
  'create-page': createPage,
  'update-page': updatePage,
  'append-to-page': appendToPage,
  'db-query': dbQuery,
  'db-upsert-row': dbUpsertRow,
  'db-insert-row': dbInsertRow,
}
