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
  const token = tokenOf(randomBytes(32))
  const value: StoredToken = { name, role, createdAt: at.toISOString() }
  await store.commit(async tx => {
    if ((await keysNamed(tx, name)).length > 0)
      throw new HubError(
        'conflict',
        `there is a token ${name} already: choose another name, or remove that one first`,
        {
          ko: `${name}: 이미 있는 토큰입니다. 다른 이름을 쓰거나 그 토큰을 먼저 없애십시오`,
        },
      )
    await tx
      .insertInto('document')
      .values({ ...place, key: hashOf(token), value: JSON.stringify(value) })
      .execute()
  })
  return token
}

export const storedTokens = async ({ db }: Store): Promise<StoredToken[]> =>
  (await tokensIn(db)).map(({ token }) => token).sort((a, b) => (a.name < b.name ? -1 : 1))

/** From then on its bearer is refused. `not_found` when there is none of that name. */
export async function removeToken(store: Store, name: string): Promise<void> {
  await store.commit(async tx => {
    // Of two that were made at one moment on two machines, none is left.
    const keys = await keysNamed(tx, name)
    if (keys.length === 0)
      throw new HubError('not_found', `there is no token ${name}: see 'dure token list'`, {
        ko: `${name}: 그런 토큰이 없습니다. 'dure token list'를 보십시오`,
      })
    await tx
      .deleteFrom('document')
      .where(eb => eb.and(place))
      .where('key', 'in', keys)
      .execute()
  })
}

async function tokensIn(db: Db): Promise<{ key: string; token: StoredToken }[]> {
  const rows = await db
    .selectFrom('document')
    .select(['key', 'value'])
    .where(eb => eb.and(place))
    .execute()
  return rows.map(({ key, value }) => ({ key, token: JSON.parse(value) }))
}

const keysNamed = async (db: Db, name: string) =>
  (await tokensIn(db)).filter(({ token }) => token.name === name).map(({ key }) => key)

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

const selectAny = statement((db: Db, at: typeof place) =>
  db
    .selectFrom('document')
    .select('key')
    .where(eb => eb.and(at))
    .limit(1),
)

/** Asked of the store each time, like `callerWith`: a token made beside a running hub counts at once. */
export const anyToken = async ({ db }: Store): Promise<boolean> => (await selectAny(db, place)).length > 0
