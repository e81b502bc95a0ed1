import { type Compilable, type CompiledQuery, type Kysely, PostgresAdapter, type QueryResult } from 'kysely'

/** Stands for a value as long as there is none. */
interface Blank {
  blank: PropertyKey
}

const isBlank = (value: unknown): value is Blank => typeof value === 'object' && value !== null && 'blank' in value

type Build<DB, V, R> = (db: Kysely<DB>, values: V) => Compilable<R>

/**
 * A statement that Kysely builds once for each database, and that is then only filled in: building one takes several
 * times as long as SQLite needs to run it. The values are of the same names each time, none of them undefined.
 */
export function statement<DB, V extends object, R>(build: Build<DB, V, R>) {
  const fill = filling(build)
  return async (db: Kysely<DB>, values: V): Promise<R[]> => (await lineOf(db).executeQuery(fill(db, values))).rows
}

/** The same for one that changes rows and gives none back: how many. SQLite keeps a journal of its own for each that gives some back. */
export function change<DB, V extends object>(build: Build<DB, V, unknown>) {
  const fill = filling(build)
  return async (db: Kysely<DB>, values: V): Promise<number> =>
    Number((await lineOf(db).executeQuery(fill(db, values))).numAffectedRows)
}

function filling<DB, V extends object, R>(build: Build<DB, V, R>): (db: Kysely<DB>, values: V) => CompiledQuery<R> {
  const built = new WeakMap<object, Filling<R>>()
  return (db, values) => {
    const { adapter } = db.getExecutor()
    const known = built.get(adapter) ?? readied(build(db, blanksFor(values)).compile())
    built.set(adapter, known)
    const { query, blanks } = known
    const parameters = blanks.map((blank, at) =>
      blank === undefined ? query.parameters[at] : values[blank as keyof V],
    )
    return { ...query, parameters }
  }
}

/** A query and, for each of its parameters, the name of the value that belongs there. */
interface Filling<R> {
  query: CompiledQuery<R>
  blanks: (PropertyKey | undefined)[]
}

const readied = <R>(query: CompiledQuery<R>): Filling<R> => ({
  query,
  blanks: query.parameters.map(value => (isBlank(value) ? value.blank : undefined)),
})

const blanksFor = <V extends object>(values: V) =>
  Object.fromEntries(Object.keys(values).map(blank => [blank, { blank }])) as V

/** Runs what is built already. */
interface Line {
  executeQuery<R>(query: CompiledQuery<R>): Promise<QueryResult<R>>
}

/** Which dialect a statement is being built for. */
export const dialectOf = (db: Kysely<any>): 'sqlite' | 'postgres' =>
  db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite'

const lines = new WeakMap<object, Line>()

/** Where what is built already is run: on a line of its own where there is one, else handed out by Kysely. */
export const lineOf = (db: Kysely<any>): Line => lines.get(db) ?? db

/** Gives a database whose statements need not wait for each other a line without Kysely's dozen promises, which cost more than a statement. */
export function lined<DB>(db: Kysely<DB>, line: Line): Kysely<DB> {
  lines.set(db, line)
  return db
}

/** Does `work` on a transaction that has its connection for a line meanwhile, and no longer. */
export async function straight<DB, T>(tx: Kysely<DB>, work: () => Promise<T>): Promise<T> {
  lined(tx, await tx.getExecutor().provideConnection(async connection => connection))
  try {
    return await work()
  } finally {
    lines.delete(tx)
  }
}
