/** One person under the names that systems know them by: `accounts` maps a system (`jira`, `slack`) to its id there. */
export interface Person {
  name: string
  email?: string
  accounts: Record<string, string>
}

/** The `people` of dure.yaml. Names change and repeat: people are found by account or e-mail. */
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
