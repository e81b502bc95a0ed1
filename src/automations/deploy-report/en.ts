import type { Words } from './ko.ts'

const counted = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** The English words. */
export const en: Words = {
  day: (day, weekday) => `${day} (${weekdays[weekday]})`,
  nothing: 'none',
  categories: { new: 'To do', indeterminate: 'In progress', done: 'Done' },
  fields: {
    summary: 'Summary',
    status: 'Status',
    assignee: 'Assignee',
    approvers: 'Approvers',
    date: 'Planned date',
    type: 'Type',
    priority: 'Priority',
  },
  told: {
    issue: {
      added: '(issue) was added',
      changed: '(issue) has changed',
      moved: '(issue) has left this period',
      gone: '(issue) can no longer be seen: it was deleted, or the permission is missing',
    },
    ticket: {
      added: '(deploy ticket) was added',
      changed: '(deploy ticket) has changed',
      moved: '(deploy ticket) is no longer linked to an issue of this period',
      gone: '(deploy ticket) can no longer be seen: it was deleted, or the permission is missing',
    },
  },
  linked: { issue: 'Deploy tickets linked', ticket: 'Issues linked' },
  unlinked: { issue: 'Deploy tickets unlinked', ticket: 'Issues unlinked' },
  issues: 'Issues',
  tickets: 'Deploy tickets',
  refreshed: (time, zone) => `Last refresh: ${time} (${zone})`,
  firstVersion: 'This is the first version. What changes from now on is listed here.',
  page: {
    summary: 'Summary',
    issues: 'Issues',
    tickets: 'Deploy tickets',
    changes: 'What changed',
    kept: 'Dure keeps these boxes and writes them anew whenever something changes. Notes belong outside them, where they stay.',
    counts: ['Kind', 'All', 'To do', 'In progress', 'Done', 'Unassigned', 'Without a date', 'Overdue'],
    withoutTicket: n => `${counted(n, 'issue has', 'issues have')} no deploy ticket.`,
    unreadable: n =>
      `${counted(n, 'deploy ticket')} cannot be read. Check the permissions of the Jira account that Dure uses.`,
    columns: ['Issue', 'Deploy ticket', 'Link', 'Status', 'Assignee', 'Approvers', 'Planned date'],
    ownValues: 'An issue without a deploy ticket shows its own status, assignee, approvers and date.',
    cannotRead: '(cannot be read)',
    noRows: 'There are no issues in this period.',
    rowsLeft: n =>
      `${counted(n, 'row was', 'rows were')} left out to stay within the size of a page. The Jira table above shows every issue.`,
    changesLeft: n => `${counted(n, 'more change')}.`,
    unchanged: 'This refresh brought no change worth telling.',
  },
  message: {
    greeting: ', ',
    roles: { assignee: 'assignee', approvers: 'approver' },
    created: n => `you have ${counted(n, 'deployment')}`,
    createdNobody: n => `${counted(n, 'deployment concerns', 'deployments concern')} nobody known`,
    createdEmpty: 'There is nothing to deploy in this period',
    many: n => `${counted(n, 'change')} for you`,
    manyNobody: n => `${counted(n, 'change concerns', 'changes concern')} nobody known`,
    left: n => `${n} more on the page.`,
    due: days => `(deploy ticket) is planned for ${days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`}`,
    issues: n => counted(n, 'issue'),
    tickets: n => counted(n, 'deploy ticket'),
    unassigned: n => `${n} unassigned`,
    overdue: n => `${n} overdue`,
    count: n => `${n}`,
    others: n => `${n} in other statuses`,
    lastChanges: n => `${counted(n, 'latest change')}`,
  },
}
