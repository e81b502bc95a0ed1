import { randomBytes } from 'node:crypto'
import { HubError } from './engine/error.ts'
import { statement } from './engine/store/statement.ts'
import type { Db, Store } from './engine/store/store.ts'
import { type Caller, hashOf, type Role, tokenOf } from './server/auth.ts'

/** A token of the API as it is kept: never the token itself. */
export interface StoredToken {
  name: string
  role: Role
  /** ISO. */
  createdAt: string
}

const place = { automation: 'hub', collection: 'tokens' }

/** Makes a token and gives it away once; what is kept is its hash. `conflict` when the name is taken. */
export async function createToken(
  store: Store,
  { name, role, at }: { name: string; role: Role; at: Date },
): Promise<string> {
  if ((await storedTokens(store)).some(token => token.name === name))
    throw new HubError('conflict', `there is a token ${name} already: choose another name, or remove that one first`)
  const token = tokenOf(randomBytes(32))
  const value: StoredToken = { name, role, createdAt: at.toISOString() }
  await store.commit(tx =>
    tx
      .insertInto('document')
      .values({ ...place, key: hashOf(token), value: JSON.stringify(value) })
      .execute(),
  )
  return token
}

export async function storedTokens({ db }: Store): Promise<StoredToken[]> {
  const rows = await db
    .selectFrom('document')
    .select('value')
    .where(eb => eb.and(place))
    .execute()
  return rows.map(({ value }) => JSON.parse(value) as StoredToken).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** From then on its bearer is refused. `not_found` when there is none of that name. */
export async function removeToken(store: Store, name: string): Promise<void> {
  await store.commit(async tx => {
    const rows = await tx
      .selectFrom('document')
      .select(['key', 'value'])
      .where(eb => eb.and(place))
      .execute()
    const found = rows.find(({ value }) => (JSON.parse(value) as StoredToken).name === name)
    if (!found) throw new HubError('not_found', `there is no token ${name}: see 'dure token list'`)
    await tx
      .deleteFrom('document')
      .where(eb => eb.and({ ...place, key: found.key }))
      .execute()
  })
}

const selectToken = statement((db: Db, at: typeof place & { key: string }) =>
  db
    .selectFrom('document')
    .select('value')
    .where(eb => eb.and(at)),
)

/** Looks a token up by its hash: each call anew, so that one that was removed is refused at once. */
export async function callerWith({ db }: Store, hash: string): Promise<Caller | undefined> {
  const [row] = await selectToken(db, { ...place, key: hash })
  if (!row) return undefined
  const { name, role } = JSON.parse(row.value) as StoredToken
  return { name, role }
}
