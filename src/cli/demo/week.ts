import type { Language } from '../words.ts'
import type { FarSides } from './far-sides.ts'
import { people } from './people.ts'

type Fakes = Pick<FarSides, 'jira' | 'confluence' | 'slack'>

/** The week that the demo reports: the one after its moment. */
export const week = '2026-W48'

/** The field of the sample's Jira that names who approves. */
export const approversField = { ko: '승인자', en: 'Approvers' } as const

const approvers = 'customfield_10010'
/** What a team has planned for the week: issues, their deploy tickets, and the people on them. */
export function fill({ jira, confluence, slack }: Fakes, language: Language) {
  const t = (ko: string, en: string) => ({ ko, en })[language]
  for (const [id, { email, slack: member, ...names }] of Object.entries(people)) {
    const name = names[language]
    jira.users.set(id, { id, name, email })
    if (member) slack.users.push({ id: member, name, email, deleted: false })
  }
  const [todo, review, ready, done] = [
    t('해야 할 일', 'To Do'),
    t('검토 중', 'In review'),
    t('배포 대기', 'Ready'),
    t('완료', 'Done'),
  ]
  jira.state.statuses.set(review, 'indeterminate').set(ready, 'indeterminate')
  jira.fields.push({ id: approvers, name: approversField[language], kind: 'users' })
  const link = { id: '10200', name: t('배포', 'Deployment'), inward: t('배포 티켓', 'deployed by') }
  jira.linkTypes.push({ ...link, outward: t('배포 대상', 'deploys') })

  const ticket = (number: number, summary: string, status: string, day: number, assignee: string, by: string[]) =>
    jira.add({
      key: `OPS-${number}`,
      summary,
      status,
      assignee,
      duedate: `2026-11-${day}`,
      fields: { [approvers]: by },
    })
  ticket(41, t('결제 서버', 'Payment server'), review, 24, 'kim', ['choi'])
  ticket(42, t('인증 서버', 'Login server'), ready, 25, 'choi', ['kim'])
  ticket(43, t('회원 DB 변경', 'Member database'), todo, 25, 'kim', ['choi'])
  ticket(44, t('정산 배치', 'Settlement batch'), todo, 26, 'kim', [])
  ticket(45, t('관리자 웹', 'Admin web'), done, 23, 'choi', ['kim'])

  const issue = (number: number, summary: string, status: string, day: number, assignee: string, tickets: number[]) =>
    jira.add({
      key: `DEP-${number}`,
      summary,
      status,
      assignee,
      duedate: `2026-11-${day}`,
      links: tickets.map(to => ({ type: link.id, to: `OPS-${to}`, direction: 'inward' })),
    })
  issue(101, t('결제 이중화', 'Payment failover'), review, 24, 'kim', [41])
  issue(102, t('본인 인증 교체', 'New identity check'), ready, 25, 'choi', [42, 43])
  issue(103, t('정산 중복 수정', 'Double settlement'), todo, 26, 'kim', [44])
  issue(104, t('관리자 권한 분리', 'Separate admin roles'), done, 23, 'choi', [45])
  issue(105, t('알림 문구 개선', 'Clearer notices'), todo, 27, 'choi', [])

  // The id of a Jira is read from a macro that somebody has put on a page.
  const parameter = (name: string, value: string) => `<ac:parameter ac:name="${name}">${value}</ac:parameter>`
  const server = parameter('server', 'System Jira') + parameter('serverId', '5b2a5e0c-3f60-3c6d-9d1e-1f0f5f3ad8aa')
  confluence.addSpace('TEAM', t('팀', 'Team'))
  confluence.addPage({
    space: 'TEAM',
    title: t('배포 안내', 'How we deploy'),
    body: `<ac:structured-macro ac:name="jira">${server}${parameter('jqlQuery', 'project = DEP')}</ac:structured-macro>`,
  })
}

/** What people do in the meantime: one moves a ticket in Jira, another writes a note on the page. */
export function changeSomething({ jira, confluence }: Fakes, page: string, language: Language) {
  const moved = jira.issues.get('OPS-44')!
  const [before, after] = [moved.duedate!, '2026-11-27']
  moved.duedate = after
  const note = {
    ko: `26일은 카드사 점검일이라 정산 배포를 하루 미룹니다. — ${people.choi.ko}`,
    en: `Settlement goes a day later: the card network is down for service on the 26th. — ${people.choi.en}`,
  }[language]
  confluence.edit(page, body => `<p>${note}</p>${body}`)
  return { ticket: moved.key, before, after, note }
}
