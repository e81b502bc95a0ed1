import type { Compilable, CompiledQuery, Kysely } from 'kysely'

/** Stands for a value as long as there is none. */
interface Blank {
  blank: PropertyKey
}

const isBlank = (value: unknown): value is Blank => typeof value === 'object' && value !== null && 'blank' in value

/**
 * A statement that Kysely builds once for each database, and that is then only filled in: building one takes several
 * times as long as SQLite needs to run it. The values are of the same names each time, none of them undefined.
 */
export function statement<DB, V extends object, R>(
  build: (db: Kysely<DB>, values: V) => Compilable<R>,
): (db: Kysely<DB>, values: V) => Promise<R[]> {
  const built = new WeakMap<object, CompiledQuery<R>>()
  return async (db, values) => {
    const { adapter } = db.getExecutor()
    const known = built.get(adapter) ?? build(db, blanksFor(values)).compile()
    built.set(adapter, known)
    const parameters = known.parameters.map(value => (isBlank(value) ? values[value.blank as keyof V] : value))
    const { rows } = await db.executeQuery<R>({ ...known, parameters })
    return rows
  }
}

const blanksFor = <V extends object>(values: V) =>
  Object.fromEntries(Object.keys(values).map(blank => [blank, { blank }])) as V
