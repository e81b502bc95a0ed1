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
    unknown: (near?: string) => `없는 항목입니다${near ? `. 혹시 ${near}인가요?` : ''}`,
    more: (count: number) => `그 밖에 문제가 ${count}건 더 있습니다`,
    control: '제어 문자나 깨진 문자가 들어 있습니다. 지우고 다시 보내 주세요',
    comma: '쉼표가 들어 있습니다. 기술은 하나씩 따로 적어 주세요',
    blank: '템플릿의 문구가 그대로 있습니다. 내용으로 바꾸거나, 선택 항목이면 빼 주세요',
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
  refusal: {
    noLog: (id: string) =>
      `그런 로그가 없습니다: ${JSON.stringify(id)}. 어떤 로그가 있는지는 GET /daily-logs에서 볼 수 있습니다`,
    changed: (id: string) => `로그 ${id}의 내용이 방금 바뀌었습니다. 다시 읽은 뒤 한 번 더 보내 주세요`,
    version: (id: string, now: number, read: number) =>
      `로그 ${id}의 지금 버전은 ${now}, 보내신 버전은 ${read}입니다. 다시 읽은 뒤 고쳐 주세요`,
    twin: (id: string) =>
      `같은 날의 같은 로그가 이미 있습니다: ${id}. /daily-logs/${id}에서 읽거나 PUT으로 고칠 수 있습니다`,
    status: (names: readonly string[]) => `status는 다음 중 하나여야 합니다: ${names.join(', ')}`,
    cursor: '이 목록의 cursor가 아닙니다. 빼고 보내거나, 같은 조건으로 받은 페이지의 next를 넣어 주세요',
    week: (text: string) => `그런 주가 없습니다: "${text}". 2026-W47처럼 적어 주세요`,
    month: (text: string) => `그런 달이 없습니다: "${text}". 2026-11처럼 적어 주세요`,
    days: (count: number) => `일수가 올바르지 않습니다: ${count}. 1부터 366까지의 정수로 적어 주세요`,
    weekOrDays: 'week와 days는 둘 다 날짜를 정합니다. 하나만 적어 주세요',
  },
  field: {
    title: {
      about: '업무 내용을 한 줄로 요약 (예: "결제 API 성능 개선", "사용자 알림 기능 추가")',
      type: 'string, 200자까지',
    },
    context: {
      about: 'STAR 구조(Situation, Task, Action, Result)로 작성, 각 섹션은 `### 헤딩`으로 시작',
      type: 'string, 100,000자까지',
    },
    category: {
      about: '업무 유형: `신규기능`, `성능개선`, `버그픽스`, `리팩토링`, `문서화`, `기타` 중 선택',
      type: 'string',
    },
    impact_level: { about: '영향도: `High`, `Medium`, `Low` 중 선택', type: 'string' },
    tech_stack: {
      about: '사용한 기술 스택 목록, 한 항목에 하나씩 (예: `["Python", "FastAPI", "Docker"]`)',
      type: 'array[string], 100개까지',
    },
    logged_date: { about: '작업 날짜, 미입력 시 서버 현재 날짜 사용', type: 'string (YYYY-MM-DD)' },
    status: {
      about: '상태: `Logged`, `In Review`, `Published` 등 서버에 정해 둔 것 중 선택 (기본값: `Logged`)',
      type: 'string',
    },
    metrics: {
      about: '정량 지표 (예: "응답속도 300ms → 80ms 개선", "테스트 커버리지 85% 달성")',
      type: 'string, 2,000자까지',
    },
    ticket_url: {
      about: '관련 이슈 트래커 URL (Jira, GitHub Issue 등), `https://`나 `http://`로 시작',
      type: 'string, 2,000자까지',
    },
  },
  guide: {
    title: '업무 로그 API: 외부 협업자용 가이드',
    lead: '외부 팀원이나 다른 프로젝트에서 이 API를 활용할 때는 아래 템플릿과 작성 가이드를 참고하세요. `POST /daily-logs`에 JSON 객체 하나를 보내면 로그 하나가 저장되고, 주간·월간 성과와 이력서의 재료가 됩니다.',
    token:
      '`Authorization: Bearer <토큰>` 헤더에 관리자에게서 받은 토큰을, `Content-Type` 헤더에 `application/json`을 넣습니다.',
    fields: '필드별 작성 가이드',
    columns: ['필드', '타입', '필수 여부', '설명'],
    required: '필수',
    optional: '선택',
    optionalNote:
      '선택 필드는 빼거나 `null`로 보내도 됩니다. 표에 없는 필드가 있으면 저장하지 않고 400으로 알립니다. 이름을 잘못 적은 필드가 말없이 사라지지 않게 하기 위해서입니다.',
    star: 'STAR 구조 작성 예시',
    starLead:
      '`context` 필드는 다음 형식으로 작성합니다. 각 섹션은 **`### Situation`**, **`### Task`**, **`### Action`**, **`### Result`** 헤딩으로 명확히 구분하고, 네 섹션 모두 내용을 적습니다. 한국어 헤딩(상황·배경, 과제·목표, 행동·수행, 결과·성과)도 됩니다. 코드 블록 안의 헤딩은 섹션으로 보지 않습니다.',
    starTemplate: '템플릿',
    starSample: '실제 작성 예',
    placeholder: {
      situation: '<배경과 문제 상황을 설명>',
      task: '<해결해야 할 과제나 목표>',
      action: '<실제 수행한 작업, 불릿 포인트로 세부 내용 나열 가능>',
      result: '<결과와 성과, 가능하면 정량 지표 포함>',
    },
    template: '복사용 JSON 템플릿',
    templateNote: '파일로도 있습니다: [daily-log.template.json](samples/daily-log.template.json)',
    blank: {
      title: '<업무 내용을 한 줄로 요약>',
      technologies: ['<기술1>', '<기술2>'],
      metrics: '<정량 지표 (선택)>',
      ticket_url: '<이슈 URL (선택)>',
    },
    request: '실제 요청 예시 (curl)',
    requestNote:
      '본문을 파일에 저장했으면 `-d @daily-log.json`으로 보냅니다. 위의 본문은 [daily-log.json](samples/daily-log.json)에 있습니다.',
    success: '성공 응답',
    created: '201: 저장했고, Notion에도 기록했습니다.',
    createdNote:
      '`page_id`와 `url`은 Notion 페이지의 것이고 `id`는 로그의 것입니다. Notion을 쓰지 않는 서버에서는 셋 다 로그를 가리킵니다.',
    accepted: '202: 저장했고, Notion에는 아직 없습니다.',
    acceptedNote:
      'Notion이 5초 안에 받지 못했을 때입니다. 로그는 이미 저장되었으므로 다시 보내지 마세요. `notion`이 `pending`이면 나중에 저절로 기록되고, `refused`이면 Notion이 거부한 것으로 관리자에게 알립니다. `url`은 이 서버에서 로그를 읽는 주소입니다.',
    errors: '오류 코드',
    errorColumns: ['코드', '설명'],
    errorRows: [
      [
        '400',
        '요청 본문 검증 실패 (예: 날짜 형식 오류). 고칠 점이 모두 `errors`에 있습니다. `Content-Type`이 다를 때도 415가 아니라 400입니다',
      ],
      ['401', '인증 실패 (`Authorization` 헤더 누락/불일치)'],
      ['403', '토큰의 권한 부족 (예: 읽기만 하는 토큰으로 기록)'],
      ['404', '없는 주소이거나 없는 로그'],
      ['405', '그 주소가 받지 않는 메서드. 받는 것은 `Allow` 헤더에 있습니다'],
      ['409', '같은 날짜의 같은 로그가 이미 있거나, 같은 `Idempotency-Key`로 다른 본문이 왔음'],
      ['413', '본문이 1 MiB를 넘음'],
      ['429', '틀린 토큰이 너무 자주 왔음. `Retry-After` 헤더의 초만큼 기다렸다가 다시 보내세요'],
      ['500', '서버 오류. Notion API 호출 실패는 여기에 들지 않습니다: 로그를 저장하고 202로 답합니다'],
      ['503', '지금은 처리할 수 없음. `Retry-After` 헤더의 초만큼 기다렸다가 다시 보내세요'],
    ],
    errorNote:
      '오류의 본문은 RFC 9457 problem details이고, `Accept-Language: en`이면 영어로 옵니다. 400의 `errors`에는 필드마다 무엇이 문제인지와 올바른 예가 있습니다.',
    notes: '주의 사항',
    noteLines: [
      'JSON 내부의 `\\n`은 줄바꿈을 의미하므로, 실제 요청 시 이스케이프 처리가 필요합니다.',
      '`context` 필드는 반드시 문자열로 전송해야 하며, 배열이나 객체 형태는 허용되지 않습니다.',
      '`category`와 `impact_level`은 Notion DB에 정의된 Select 옵션과 일치해야 합니다. 위 표의 값이 그 옵션입니다.',
      'Swagger 문서는 서버 실행 후 `/docs` 엔드포인트에서 확인 가능합니다.',
      '요청마다 새 `Idempotency-Key` 헤더(예: UUID)를 붙이면, 응답을 받지 못했을 때 같은 키로 다시 보내도 두 번 저장되지 않습니다.',
      '숫자는 사실대로 적어 주세요. 요약은 여기 적힌 숫자만 씁니다.',
    ],
    tip: '**협업 팁:** 외부 팀원에게 이 가이드를 공유하면, Notion DB 구조나 내부 필드명을 모르더라도 템플릿을 채워서 요청을 보낼 수 있습니다. Cursor/Claude 등 LLM 도구에 이 템플릿을 제공하면 자동으로 STAR 구조에 맞춰 정리해 줄 수 있습니다.',
  },
  /** A whole log, as one would be sent. */
  sample: {
    title: 'REST API 기반 일간 로그 자동화 구축',
    star: {
      situation: '사내 로그는 CLI 수동 입력만 제공돼 Notion 자동 기록·이력 관리가 지연되고 있었습니다.',
      task: 'Cursor/Claude와 연동되는 REST API를 Docker+AWS Lambda 환경에 배포해 실시간 자동화를 확립해야 했습니다.',
      action:
        '- FastAPI `/daily-logs` 엔드포인트와 Bearer 인증 구현, Notion DB 속성 매핑 및 상세 오류 로깅\n- Docker 이미지, GitHub Actions, Terraform(AWS Lambda+API Gateway)으로 최소 비용 인프라 구성\n- weekly/monthly 파이프라인을 포함한 통합 테스트 10건 작성, README/운영 문서에 명세 기록',
      result:
        '로컬 Docker 실행만으로 Notion 자동 기록이 가능해졌고, 테스트 10건 자동 실행으로 회귀 위험을 제거했으며, Lambda 기반으로 고정비 없이 운영할 수 있게 되었습니다.',
    },
    category: '신규기능',
    impactLevel: 'High',
    techStack: [
      'Python',
      'FastAPI',
      'Docker',
      'AWS Lambda',
      'API Gateway',
      'Terraform',
      'GitHub Actions',
      'Anthropic Claude',
    ],
    loggedDate: '2025-11-09',
    metrics: 'REST API 자동화 도입, 통합 테스트 10건 자동 실행, Notion 일간 로그 실시간 기록',
    ticketUrl: null,
  },
  git: {
    title: (topic: string, first: string, others: number) => `${topic}: ${first} 외 ${others}건`,
    more: (count: number) => `그 밖의 커밋 ${count}건`,
  },
  resume: {
    summary: '소개',
    work: '경력',
    otherWork: '그 밖의 성과',
    projects: '성과',
    skills: '기술',
    education: '학력',
    languages: '어학',
    sources: '근거 업무 로그',
    present: '현재',
    month: (year: string, month: string) => `${year}. ${month}`,
    span: (from: string, to: string) => `${from} – ${to}`,
    noProfile: `이력서에는 업무 로그가 모르는 것도 필요합니다: 누구이고, 어디에서 언제부터 일했는지.
dure.yaml에 아래처럼 적고 다시 실행해 주세요. 이름만 있으면 됩니다. 두 언어로 쓰려면 { ko: …, en: … }로 적습니다.

work-log:
  profile:
    name: { ko: 김지은, en: Jieun Kim }
    headline: 백엔드 개발자
    email: jieun@example.com
    phone: 010-0000-0000
    employers:
      - name: 한빛결제
        position: 선임 개발자
        from: 2024-03
      - name: 두루소프트
        position: 개발자
        from: 2021-07
        to: 2024-02
    education:
      - { institution: 한국대학교, area: 컴퓨터공학, degree: 학사, from: 2017, to: 2021 }`,
    written: (path: string, achievements: number, logs: number) =>
      `${path}\n성과 ${achievements}건, 근거가 된 업무 로그 ${logs}건`,
    exists: (path: string) => `${path} 파일이 이미 있습니다. 바꿔 쓰려면 --force를 붙여 주세요`,
    noFormat: (path: string) =>
      `${path}의 확장자로는 형식을 알 수 없습니다. .md, .html, .docx, .json 가운데 하나로 쓰거나 --format을 붙여 주세요. PDF는 HTML을 브라우저에서 인쇄해 만듭니다`,
    none: '조건에 맞는 성과가 없습니다',
    left: (count: number) => `자리가 없어 성과 ${count}건을 뺐습니다. --most로 회사마다 더 담을 수 있습니다`,
    foreign: (count: number) =>
      `성과 ${count}건은 한국어로 요약되어 있어 그대로 실었습니다. work-log.language를 en으로 바꾸고 모델로 다시 요약하면(--anew) 영어로 실립니다`,
    stale: '요약한 뒤에 로그가 바뀐 기간이 있습니다. 다시 요약하면 이력서에도 반영됩니다:',
    unsummarised: '아직 요약하지 않아 이력서에 없는 로그가 있습니다. 요약하면 실립니다:',
  },
}

/** The Korean original is the type that the other languages have to fill. */
export type Words = typeof ko
