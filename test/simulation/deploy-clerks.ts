import {
  addIssue,
  approvers,
  members,
  type Office,
  reports,
  someApprovers,
  someDay,
  statuses,
  stays,
} from './deploy-office.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** Those who work in Jira. */
export interface Clerks {
  /** One change, of any kind. */
  change(): void
  /** Whoever has changed a status within the last hour changes it back. */
  takeBack(): void
}

const minute = 60_000
const mostIssues = 15

/** `isResting`: nobody changes anything any more. */
export function newClerks(office: Office, world: World, random: Random, isResting: () => boolean): Clerks {
  const { jira, touch } = office
  const recent: { key: string; status: string; at: number }[] = []
  let serial = 100

  const setStatus = (key: string, status: string) => {
    const issue = jira.issues.get(key)
    if (!issue || isResting()) return
    recent.push({ key, status: issue.status, at: world.wall })
    issue.status = status
    touch(key)
  }
  const changes: [times: number, change: (dice: Random) => void][] = [
    [4, dice => setStatus(anyIssue(office, dice).key, dice.pick(statuses))],
    [3, dice => thereAndBack(office, world, dice, setStatus)],
    [3, dice => changeDate(office, dice)],
    [2, dice => changeAssignee(office, dice)],
    [2, dice => changeApprovers(office, dice)],
    [1, dice => changeSummary(office, dice)],
    [3, dice => linkOrUnlink(office, dice)],
    [1, dice => remove(office, dice)],
    [1, dice => add(office, dice, ++serial)],
    [1, dice => hideOrShow(office, dice)],
  ]
  const lots = changes.flatMap(([times, change]) => Array<typeof change>(times).fill(change))

  return {
    change: () => isResting() || random.pick(lots)(random),
    takeBack() {
      for (const { key, status, at } of recent.splice(0).reverse())
        if (at > world.wall - 60 * minute) setStatus(key, status)
      recent.length = 0
    },
  }
}

const of = ({ jira }: Office, project: string) => [...jira.issues.values()].filter(issue => issue.project === project)
const anyIssue = ({ jira }: Office, dice: Random) => dice.pick([...jira.issues.values()])
const ofAReport = (office: Office, dice: Random) => of(office, dice.pick(reports).project)
const movable = (office: Office, dice: Random) => ofAReport(office, dice).filter(({ key }) => !stays(key))
const movableOrTicket = (office: Office, dice: Random) => dice.pick([...movable(office, dice), ...of(office, 'OPS')])

const linkedTo = ({ jira }: Office, key: string) =>
  (jira.state.links.get(key) ?? []).flatMap(({ from, to }) => [from, to])

/** A → B → A → B. */
function thereAndBack(office: Office, world: World, dice: Random, setStatus: (key: string, status: string) => void) {
  const { key, status } = anyIssue(office, dice)
  const other = dice.pick(statuses.filter(one => one !== status))
  setStatus(key, other)
  for (const [index, next] of [status, other].entries())
    world.after((index + 1) * dice.between(1, 70) * minute, `${key} goes back`, () => setStatus(key, next))
}

function changeDate(office: Office, dice: Random) {
  const issue = movableOrTicket(office, dice)
  issue.duedate = dice.chance(0.1) ? undefined : someDay(dice)
  office.touch(issue.key)
}

function changeAssignee(office: Office, dice: Random) {
  const issue = anyIssue(office, dice)
  issue.assignee = dice.chance(0.85) ? dice.pick(members).id : undefined
  office.touch(issue.key)
}

function changeApprovers(office: Office, dice: Random) {
  const ticket = dice.pick(of(office, 'OPS'))
  ticket.fields[approvers] = someApprovers(dice)
  office.touch(ticket.key)
}

function changeSummary(office: Office, dice: Random) {
  const issue = anyIssue(office, dice)
  issue.summary = `${issue.summary.replace(/ \d+차$/, '')} ${dice.between(2, 99)}차`
  office.touch(issue.key)
}

function linkOrUnlink(office: Office, dice: Random) {
  const [issue, ticket] = [dice.pick(ofAReport(office, dice)), dice.pick(of(office, 'OPS'))]
  if (linkedTo(office, issue.key).includes(ticket.key)) office.jira.unlink(ticket.key, issue.key)
  else office.jira.link(ticket.key, '배포', issue.key)
  office.touch(issue.key, ticket.key)
}

function remove(office: Office, dice: Random) {
  const all = movable(office, dice)
  if (all.length === 0) return
  const { key } = dice.pick(all)
  office.touch(key, ...linkedTo(office, key))
  office.jira.remove(key)
}

function add(office: Office, dice: Random, number: number) {
  const { project } = dice.pick(reports)
  if (of(office, project).length >= mostIssues) return
  addIssue(office.jira, `${project}-${number}`, dice)
  office.touch(`${project}-${number}`)
}

function hideOrShow(office: Office, dice: Random) {
  const issue = movableOrTicket(office, dice)
  issue.hidden = !issue.hidden
  office.touch(issue.key, ...linkedTo(office, issue.key))
}
