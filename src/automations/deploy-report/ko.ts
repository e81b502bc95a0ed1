import type { StatusCategory } from '../../connectors/jira/index.ts'
import type { Change, Watched } from './model.ts'

const categories: Record<StatusCategory, string> = { new: '해야 할 일', indeterminate: '진행 중', done: '완료' }
const fields: Record<Exclude<Watched, 'tickets'>, string> = {
  summary: '제목',
  status: '상태',
  assignee: '담당자',
  approvers: '승인자',
  date: '예정일',
  type: '유형',
  priority: '우선순위',
}
/** What stands after the key. A key ends in a digit that decides the particle, so another noun always follows it. */
const told: Record<Change['kind'], Record<Change['what'], string>> = {
  issue: {
    added: '이슈가 추가되었습니다',
    changed: '이슈가 변경되었습니다',
    moved: '이슈가 이 기간에서 빠졌습니다',
    gone: '이슈가 더는 조회되지 않습니다 (삭제되었거나 조회 권한이 없음)',
  },
  ticket: {
    added: '배포 티켓이 추가되었습니다',
    changed: '배포 티켓이 변경되었습니다',
    moved: '배포 티켓이 이 기간의 이슈와 더는 연결되어 있지 않습니다',
    gone: '배포 티켓이 더는 조회되지 않습니다 (삭제되었거나 조회 권한이 없음)',
  },
}
const soon = (days: number) => (days === 0 ? '오늘' : days === 1 ? '내일' : `${days}일 뒤`)

/** The Korean words. */
export const ko = {
  day: (day: string, weekday: number) => `${day}(${'일월화수목금토'[weekday]})`,
  nothing: '없음',
  categories,
  fields,
  told,
  linked: { issue: '배포 티켓 연결', ticket: '이슈 연결' },
  unlinked: { issue: '배포 티켓 연결 해제', ticket: '이슈 연결 해제' },
  issues: '이슈',
  tickets: '배포 티켓',
  refreshed: (time: string, zone: string) => `마지막 갱신: ${time} (${zone})`,
  firstVersion: '첫 버전입니다. 다음 갱신부터 바뀐 내용이 여기에 나옵니다.',
  page: {
    summary: '요약',
    issues: '이슈 목록',
    tickets: '배포 티켓',
    changes: '바뀐 내용',
    kept: '이 상자 안은 두레가 관리하며, 바뀐 것이 있을 때마다 새로 씁니다. 메모는 상자 밖에 적어 주세요. 그대로 남습니다.',
    counts: ['구분', '전체', '해야 할 일', '진행 중', '완료', '담당자 미정', '예정일 없음', '예정일 지남'],
    withoutTicket: (n: number) => `배포 티켓이 없는 이슈가 ${n}건 있습니다.`,
    unreadable: (n: number) =>
      `조회할 수 없는 배포 티켓이 ${n}건 있습니다. 두레의 Jira 계정에 권한이 있는지 확인해 주세요.`,
    columns: ['이슈', '배포 티켓', '연결', '상태', '담당자', '승인자', '예정일'],
    ownValues: '배포 티켓이 없는 이슈는 이슈 자신의 상태, 담당자, 승인자, 예정일을 보여 줍니다.',
    cannotRead: '(조회할 수 없음)',
    noRows: '이 기간에는 이슈가 없습니다.',
    rowsLeft: (n: number) => `${n}줄은 페이지 크기 한도 때문에 뺐습니다. 위의 Jira 표에는 모든 이슈가 나옵니다.`,
    changesLeft: (n: number) => `그 밖에 ${n}건이 더 바뀌었습니다.`,
    unchanged: '이번 갱신에서 따로 알릴 변경은 없습니다.',
  },
  message: {
    greeting: ' 님, ',
    roles: { assignee: '담당', approvers: '승인' },
    created: (n: number) => `맡으신 배포가 ${n}건 있습니다`,
    createdNobody: (n: number) => `담당자를 알 수 없는 배포가 ${n}건 있습니다`,
    createdEmpty: '이 기간에는 배포할 이슈가 없습니다',
    many: (n: number) => `변경이 ${n}건 있습니다`,
    manyNobody: (n: number) => `담당자를 알 수 없는 변경이 ${n}건 있습니다`,
    left: (n: number) => `그 밖의 ${n}건은 페이지에서 확인해 주세요.`,
    due: (days: number) => `배포 티켓의 예정일이 ${soon(days)}입니다`,
    issues: (n: number) => `이슈 ${n}건`,
    tickets: (n: number) => `배포 티켓 ${n}건`,
    unassigned: (n: number) => `담당자 미정 ${n}건`,
    overdue: (n: number) => `예정일 지남 ${n}건`,
    count: (n: number) => `${n}건`,
    others: (n: number) => `그 밖의 상태 ${n}건`,
    lastChanges: (n: number) => `최근 변경 ${n}건`,
  },
}

/** The Korean original is the type that the other languages have to fill. */
export type Words = typeof ko
