import type { Section } from './star.ts'

const sections: Record<Section, string> = { situation: 'Situation', task: 'Task', action: 'Action', result: 'Result' }
const at = (line?: number) => (line === undefined ? '' : ` (context의 ${line}번째 줄)`)

/** The Korean words. */
export const ko = {
  problem: {
    body: 'JSON 객체 하나여야 합니다',
    missing: '필수 항목인데 빠졌습니다',
    empty: '비어 있습니다',
    types: { string: '문자열이어야 합니다', array: '문자열 배열이어야 합니다' } as Record<string, string>,
    type: '형식이 맞지 않습니다',
    oneOf: (names: string[]) => `다음 중 하나여야 합니다: ${names.join(', ')}`,
    long: (limit: number) => `${limit.toLocaleString('ko')}자를 넘습니다`,
    many: (limit: number) => `${limit}개를 넘습니다`,
    unknown: (near?: string) => `없는 항목입니다${near ? `. ${near}로 고쳐 주세요` : ''}`,
    more: (count: number) => `그 밖에 문제가 ${count}건 더 있습니다`,
    control: '제어 문자나 깨진 문자가 들어 있습니다. 지우고 다시 보내 주세요',
    comma: '쉼표가 들어 있습니다. 기술은 하나씩 따로 적어 주세요',
    date: '달력에 있는 날짜를 YYYY-MM-DD로 적어야 합니다',
    url: 'http:// 또는 https://로 시작하는 주소여야 합니다',
    star: {
      missing: (section: Section) => `### ${sections[section]} 섹션이 없습니다`,
      empty: (section: Section, line?: number) => `### ${sections[section]} 섹션에 내용이 없습니다${at(line)}`,
      doubled: (section: Section, line?: number) => `### ${sections[section]} 섹션이 두 번 나옵니다${at(line)}`,
      fenced: (section: Section, line?: number) =>
        `### ${sections[section]} 헤딩이 코드 블록 안에 있습니다${at(line)}. 코드 블록을 닫거나 헤딩을 밖으로 옮겨 주세요`,
    },
  },
  field: {
    title: { about: '무슨 일을 했는지 한 줄로', type: '문자열, 200자까지' },
    context: {
      about: 'Situation, Task, Action, Result 네 섹션으로 나눈 Markdown. 각 섹션은 ### 헤딩으로 시작',
      type: '문자열, 100,000자까지',
    },
    category: { about: '업무 유형', type: '신규기능, 성능개선, 버그픽스, 리팩토링, 문서화, 기타 중 하나' },
    impact_level: { about: '영향도', type: 'High, Medium, Low 중 하나' },
    tech_stack: { about: '사용한 기술. 한 항목에 하나씩', type: '문자열 배열, 100개까지' },
    logged_date: { about: '일한 날짜. 없으면 서버의 오늘', type: 'YYYY-MM-DD' },
    status: { about: '상태. 없으면 Logged', type: 'Logged, In Review, Published 중 하나' },
    metrics: { about: '숫자로 말할 수 있는 성과', type: '문자열, 2,000자까지' },
    ticket_url: { about: '관련 이슈의 주소', type: 'http(s) 주소' },
  },
  guide: {
    title: '업무 로그 보내는 법',
    lead: '하루 업무를 JSON 하나로 보내면 업무 로그에 저장되고, 주간·월간 성과와 이력서의 재료가 됩니다. 저장 구조를 몰라도 아래 틀만 채우면 됩니다.',
    request: '요청',
    requestLead: '`Authorization` 헤더에는 관리자에게서 받은 토큰을 넣습니다.',
    fields: '항목',
    columns: ['항목', '필수', '형식', '설명', '예'],
    required: '필수',
    optional: '선택',
    optionalNote: '선택 항목은 빼거나 `null`로 보내도 됩니다. 표에 없는 항목이 있으면 저장하지 않고 400으로 알립니다.',
    star: '`context`의 틀',
    starLead:
      '네 섹션 모두 내용이 있어야 합니다. 코드 블록 안의 헤딩은 섹션으로 보지 않습니다. 한국어 헤딩(상황·배경, 과제·목표, 행동·수행, 결과·성과)도 됩니다.',
    placeholder: {
      situation: '<어떤 상황이었고 무엇이 문제였는지>',
      task: '<무엇을 이루어야 했는지>',
      action: '<직접 한 일. 목록으로 적어도 됩니다>',
      result: '<무엇이 나아졌는지. 가능하면 숫자로>',
    },
    template: '복사해서 채우는 JSON',
    blank: {
      title: '<한 일을 한 줄로>',
      technology: '<기술>',
      metrics: '<숫자로 본 성과, 없으면 null>',
      ticket_url: '<이슈 주소, 없으면 null>',
    },
    sample: '실제 예',
    answers: '응답',
    answerRows: [
      ['201', '저장했습니다. `page_id`와 `url`이 옵니다.'],
      ['202', '저장했고, Notion에는 조금 뒤에 올라갑니다. 로그의 `id`가 옵니다.'],
      ['400', '본문에 고칠 점이 있습니다. 항목마다 무엇이 문제인지와 예가 옵니다. 저장된 것은 없습니다.'],
      ['401', '토큰이 없거나 맞지 않습니다.'],
      ['409', '같은 `Idempotency-Key`로 다른 본문이 왔습니다.'],
      ['413', '본문이 1 MiB를 넘습니다.'],
      ['500', '저장하지 못했습니다. 다시 보내 주세요.'],
    ],
    notes: '알아 둘 점',
    noteLines: [
      'JSON 안의 줄바꿈은 `\\n`으로 적습니다.',
      '응답을 받지 못했으면 같은 `Idempotency-Key`로 다시 보내세요. 두 번 저장되지 않습니다.',
      '숫자는 사실대로 적어 주세요. 요약은 여기 적힌 숫자만 씁니다.',
    ],
  } /** A whole log, as one would be sent. */,
  sample: {
    title: '결제 승인 API 응답 시간 단축',
    star: {
      situation: '저녁마다 결제 승인 API의 p95가 820ms까지 올라가 승인 실패 문의가 하루 평균 12건 들어왔습니다.',
      task: '다음 정기 배포 전까지 p95를 300ms 아래로 낮추고, 같은 일이 다시 생기면 바로 알 수 있어야 했습니다.',
      action:
        '- 느린 쿼리 3개를 찾아 복합 인덱스를 추가\n- 가맹점 정보를 5분 동안 캐시해 반복 조회를 제거\n- p95가 300ms를 넘으면 알리는 대시보드 경보를 설정',
      result: 'p95가 820ms에서 140ms로 줄었고, 배포 뒤 2주 동안 승인 실패 문의는 한 건도 없었습니다.',
    },
    category: '성능개선',
    impactLevel: 'High',
    techStack: ['TypeScript', 'PostgreSQL', 'Redis'],
    loggedDate: '2026-11-20',
    metrics: '결제 승인 p95 820ms → 140ms, 문의 하루 12건 → 0건',
    ticketUrl: 'https://jira.example.com/browse/PAY-142',
  },
  git: {
    title: (topic: string, first: string, others: number) => `${topic}: ${first} 외 ${others}건`,
    more: (count: number) => `그 밖의 커밋 ${count}건`,
  },
  resume: {
    summary: '소개',
    work: '경력',
    otherWork: '주요 성과',
    projects: '성과',
    skills: '기술',
    education: '학력',
    languages: '언어',
    sources: '근거 업무 로그',
    present: '현재',
    month: (year: string, month: string) => `${year}. ${month}`,
    span: (from: string, to: string) => `${from} – ${to}`,
  },
}

/** The Korean original is the type that the other languages have to fill. */
export type Words = typeof ko
