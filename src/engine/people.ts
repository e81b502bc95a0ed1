import { z } from 'zod'

/** One person under the names that systems know them by: `accounts` maps a system (`jira`, `slack`) to its id there. */
export interface Person {
  name: string
  email?: string
  accounts: Record<string, string>
}

/** A person as dure.yaml has them: the accounts stand beside the name. */
export type PersonRow = { name: string; email?: string } & { [system: string]: string | undefined }

export const personOf = ({ name, email, ...accounts }: PersonRow): Person => ({
  name,
  ...(email !== undefined && { email }),
  accounts: Object.fromEntries(Object.entries(accounts).flatMap(([system, id]) => (id ? [[system, id]] : []))),
})

export const rowOf = ({ name, email, accounts }: Person): PersonRow => ({
  ...accounts,
  name,
  ...(email !== undefined && { email }),
})

/** An account or e-mail address that the people at `first` and `second` both claim. */
export interface Clash {
  field: string
  id: string
  first: number
  second: number
}

export function clashes(people: readonly PersonRow[]): Clash[] {
  const owners = new Map<string, number>()
  return people.flatMap(({ name: _, ...ids }, second) =>
    Object.entries(ids).flatMap(([field, id]) => {
      if (id === undefined) return []
      const what = `${field}\n${field === 'email' ? id.toLowerCase() : id}`
      const first = owners.get(what)
      if (first === undefined) owners.set(what, second)
      return first === undefined ? [] : [{ field, id, first, second }]
    }),
  )
}

/** A list of people in which every account and e-mail address is one person's. */
export const distinct = <S extends z.ZodType<PersonRow>>(row: S) =>
  z.array(row).superRefine((people, context) => {
    for (const { field, id, first, second } of clashes(people))
      context.addIssue({
        code: 'custom',
        path: [second, field],
        message: `is ${id}, which is the ${field} of ${people[first]!.name} already`,
        params: { ko: `${people[first]!.name}에게 이미 있는 값입니다(${id})` },
      })
  })

/** Whatever systems there are: which of them dure.yaml may name is checked where it is read. */
export const PersonRows = distinct(
  z
    .object({ name: z.string().min(1), email: z.email().optional() })
    .catchall(z.string().min(1)) as z.ZodType<PersonRow>,
)

/** Who is who. Names change and repeat: people are found by account or e-mail. */
export interface People {
  all: readonly Person[]
  withAccount(system: string, id: string): Person | undefined
  withEmail(email: string): Person | undefined
}

export function peopleOf(all: readonly Person[]): People {
  const accounts = new Map(
    all.flatMap(person => Object.entries(person.accounts).map(([system, id]) => [`${system}\n${id}`, person] as const)),
  )
  const emails = new Map(all.flatMap(person => (person.email ? [[person.email.toLowerCase(), person] as const] : [])))
  return {
    all,
    withAccount: (system, id) => accounts.get(`${system}\n${id}`),
    withEmail: email => emails.get(email.toLowerCase()),
  }
}
