import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import { change, dialectOf } from '../../engine/store/statement.ts'
import type { WorkLog } from './log.ts'
import { sections } from './star.ts'

/** The inverted index: one row for each token of each log. */
export interface SearchTables {
  worklog_token: { token: string; log_id: string; weight: number }
}

/** In the dialect-neutral form of the engine's migrations. */
export const searchStatements = [
  'create table worklog_token (token text not null, log_id text not null, weight INT not null, primary key (token, log_id))',
]

/** Characters of scripts without blanks between words; everything else that is letter or digit makes words of its own. */
const cjk = '[\\p{sc=Hangul}\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}ー]'
const pieces = new RegExp(`${cjk}+|(?:(?!${cjk})[\\p{L}\\p{N}\\p{M}])+(?:\\+\\+|#(?![\\p{L}\\p{N}]))?`, 'gu')
const isCjk = new RegExp(`^${cjk}`, 'u')
const longestToken = 64

/** A word of a query or a text, as the tokens that stand for it: `타임아웃` is 타임, 임아, 아웃; `Deployments` is deploy. */
function wordsIn(text: string): string[][] {
  const plain = text
    .toWellFormed()
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<=\d),(?=\d{3})/g, '')
  return (plain.match(pieces) ?? []).map(piece =>
    isCjk.test(piece) ? pairs(piece) : [stem(piece.slice(0, longestToken))],
  )
}

function pairs(word: string): string[] {
  const letters = [...word]
  return letters.length === 1 ? letters : letters.slice(1).map((letter, index) => letters[index]! + letter)
}

/** The forms of one English word fall together; on both sides alike, so that it may be rough. */
const stem = (word: string) =>
  /^[a-z]{4,}$/.test(word) ? word.replace(/(?<=...)(?:ments?|ings?|ed|es|s)$/, '').replace(/(?<=...)e$/, '') : word

/** Each token with how often it occurs, in the order of the text. */
export function tokensOf(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const token of wordsIn(text).flat()) counts.set(token, (counts.get(token) ?? 0) + 1)
  return counts
}

/** Of a log of the greatest size the first 20 000 different tokens are kept; an ordinary one has some hundreds. */
const mostTokens = 20_000

type Searched = Pick<WorkLog, 'title' | 'star' | 'techStack' | 'category' | 'metrics' | 'ticketUrl'>

/** What each token of a log counts: in the title most, and the tenth time hardly more than the third. Whole numbers. */
export function weightsOf(log: Searched): Map<string, number> {
  const parts: [weight: number, text: string][] = [
    [40, log.title],
    [30, [...log.techStack, log.category].join('\n')],
    [15, log.metrics ?? ''],
    [15, log.star.result],
    [10, sections.map(section => (section === 'result' ? '' : log.star[section])).join('\n')],
    [10, log.ticketUrl?.replace(/^https?:\/\//, '') ?? ''],
  ]
  const weights = new Map<string, number>()
  for (const [weight, text] of parts)
    for (const [token, count] of tokensOf(text)) {
      if (!weights.has(token) && weights.size >= mostTokens) continue
      weights.set(token, (weights.get(token) ?? 0) + Math.round((weight * 2.2 * count) / (count + 1.2)))
    }
  return weights
}

/** What of a log is searched. */
export type SearchedLog = Searched & Pick<WorkLog, 'id'>

/** Few enough for a statement, and always as many, so that the database knows the statement already. */
const rowsAtOnce = 50

/** As one text, whatever their number: a row of values for each would take longer to build than to put in. */
const insertTokens = change((db: Kysely<SearchTables>, { id, weights }: { id: string; weights: string }) => {
  const each = dialectOf(db) === 'sqlite' ? sql`json_each(${weights})` : sql`json_each_text(cast(${weights} as json))`
  return db
    .insertInto('worklog_token')
    .columns(['token', 'log_id', 'weight'])
    .expression(sql`select key, cast(${id} as text), cast(value as integer) from ${each}`)
})

/** Puts a log into the index; `before` is what stood there for it. For a transaction of the caller's. */
export async function indexLog(db: Kysely<SearchTables>, log: SearchedLog, before?: SearchedLog): Promise<void> {
  if (before) await unindexLog(db, before)
  await insertTokens(db, { id: log.id, weights: JSON.stringify(Object.fromEntries(weightsOf(log))) })
}

/** Takes out a log, given as it was indexed: its own tokens lead to its rows, so that no second index is needed. */
export async function unindexLog(db: Kysely<SearchTables>, log: SearchedLog): Promise<void> {
  for (const tokens of chunks([...weightsOf(log).keys()]))
    await db.deleteFrom('worklog_token').where('token', 'in', tokens).where('log_id', '=', log.id).execute()
}

const chunks = <T>(all: T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / rowsAtOnce) }, (_, at) =>
    all.slice(at * rowsAtOnce, (at + 1) * rowsAtOnce),
  )

const longestQuery = 200
const mostWords = 8
const mostPairs = 16

/** A query as it is asked: a log must have, of each word, at least half of its tokens. */
export interface Query {
  words: string[][]
  /** How much each token says: the fewer logs have it, the more. Whole numbers, so that both databases sum them alike. */
  rarity: Map<string, number>
}

/** Counts how many logs have each token. No words: nothing to look for. */
export async function queryOf(db: Kysely<SearchTables>, text: string): Promise<Query> {
  const words = wordsIn(text.slice(0, longestQuery))
    .slice(0, mostWords)
    .map(word => word.slice(0, mostPairs))
  const tokens = [...new Set(words.flat())]
  if (tokens.length === 0) return { words: [], rarity: new Map() }
  const found = await db
    .selectFrom('worklog_token')
    .select(['token', eb => eb.fn.countAll<number | string>().as('logs')])
    .where('token', 'in', tokens)
    .groupBy('token')
    .execute()
  const logs = new Map(found.map(row => [row.token, Number(row.logs)]))
  return { words, rarity: new Map(tokens.map(token => [token, rarityOf(logs.get(token) ?? 0)])) }
}

const rarityOf = (logs: number) => Math.round(1000 / (1 + Math.log(1 + logs)))

/** The logs that a query finds with their scores, to be joined with the table of the logs: `select log_id, score`. */
export function matches(db: Kysely<SearchTables>, { words, rarity }: Query) {
  const tokens = [...rarity.keys()]
  return db
    .selectFrom('worklog_token')
    .select(['log_id', sql<number>`sum(weight * ${rarityIn(rarity)})`.as('score')])
    .where(eb => (tokens.length > 0 ? eb('token', 'in', tokens) : eb.lit(false)))
    .groupBy('log_id')
    .having(eb => eb.and(words.map(word => hasHalfOf(eb, word))))
}

const rarityIn = (rarity: Map<string, number>) =>
  rarity.size === 0
    ? sql.lit(0)
    : sql`case token ${sql.join(
        [...rarity].map(([token, worth]) => sql`when ${token} then ${sql.lit(worth)}`),
        sql` `,
      )} else 0 end`

/** A Korean word carries endings: `타임아웃을` must find 타임아웃이, so that not every pair can be asked for. */
function hasHalfOf(eb: ExpressionBuilder<SearchTables, 'worklog_token'>, word: string[]): Expression<SqlBool> {
  const wanted = [...new Set(word)]
  return eb(
    sql<number>`sum(case when token in (${sql.join(wanted)}) then 1 else 0 end)`,
    '>=',
    Math.ceil(wanted.length / 2),
  )
}

/** Ids of the logs that a text finds, best first; of equals the one with the greater id, which is the younger. */
export async function search(db: Kysely<SearchTables>, text: string, limit = 50): Promise<string[]> {
  const query = await queryOf(db, text)
  if (query.words.length === 0) return []
  const found = await matches(db, query).orderBy('score', 'desc').orderBy('log_id', 'desc').limit(limit).execute()
  return found.map(row => row.log_id)
}
