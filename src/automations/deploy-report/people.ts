import type { JiraUser } from '../../connectors/jira/index.ts'
import type { Changes } from '../../engine/automation.ts'
import type { Ctx } from './ctx.ts'
import type { Item } from './items.ts'
import type { Found } from './model.ts'

/** Whom issues and tickets name, each as often as they do. */
export const everyoneIn = ({ issues, tickets }: Found): JiraUser[] =>
  [...issues, ...tickets.values()].flatMap(({ assignee, approvers }) =>
    assignee ? [assignee, ...approvers] : approvers,
  )

/**
 * Those by id who were on what has changed or gone. Jira says no more who somebody is that has been taken off: they are
 * remembered from the run that saw them there, and this one remembers whom it sees.
 */
export async function formerPeople(
  { table, people }: Pick<Ctx, 'table' | 'people'>,
  { added, changed, removed }: Pick<Changes<Item>, 'added' | 'changed' | 'removed'>,
  found: Found,
): Promise<Map<string, JiraUser>> {
  const seen = table<JiraUser>('people')
  const gone = idsIn([...changed.map(({ before }) => before), ...removed])
  const former = await Promise.all(
    [...gone].map(async (id): Promise<JiraUser | undefined> => {
      const name = people.withAccount('jira', id)?.name
      return (await seen.get(id)) ?? (name === undefined ? undefined : { id, name, active: true })
    }),
  )
  const now = idsIn([...added, ...changed.map(({ after }) => after)])
  for (const person of everyoneIn(found)) if (now.has(person.id)) seen.put(person.id, person)
  return new Map(former.flatMap(person => (person ? [[person.id, person]] : [])))
}

const idsIn = (items: Item[]) =>
  new Set(items.flatMap(({ assignee, approvers = [] }) => (assignee ? [assignee, ...approvers] : approvers)))
