import type { Asked } from '../../connectors/llm/fake.ts'
import type { Language } from '../words.ts'

/** When the work was done. */
export const logged = { week: '2026-W47', month: '2026-11' }

const starOf = (situation: string, task: string, action: string[], result: string) => `### Situation
${situation}

### Task
${task}

### Action
${action.map(line => `- ${line}`).join('\n')}

### Result
${result}`

/** What one person has done in a week. The first log is the example of the API’s specification, but for its day. */
const works = [
  {
    ko: {
      title: 'REST API 기반 일간 로그 자동화 구축',
      context: starOf(
        '사내 로그는 CLI 수동 입력만 제공돼 Notion 자동 기록·이력 관리가 지연되고 있었습니다.',
        'Cursor/Claude와 연동되는 REST API를 Docker+AWS Lambda 환경에 배포해 실시간 자동화를 확립해야 했습니다.',
        [
          'FastAPI `/daily-logs` 엔드포인트와 Bearer 인증 구현, Notion DB 속성 매핑 및 상세 오류 로깅',
          'Docker 이미지, GitHub Actions, Terraform(AWS Lambda+API Gateway)으로 최소 비용 인프라 구성',
          'weekly/monthly 파이프라인을 포함한 통합 테스트 10건 작성, README/운영 문서에 명세 기록',
        ],
        '로컬 Docker 실행만으로 Notion 자동 기록이 가능해졌고, 테스트 10건 자동 실행으로 회귀 위험을 제거했으며, Lambda 기반으로 고정비 없이 운영할 수 있게 되었습니다.',
      ),
      metrics: 'REST API 자동화 도입, 통합 테스트 10건 자동 실행, Notion 일간 로그 실시간 기록',
    },
    en: {
      title: 'Daily logs by REST API',
      context: starOf(
        'Logs could be written by hand on the command line only, so what stood in Notion was always late.',
        'Deploy a REST API for Cursor and Claude with Docker on AWS Lambda, so that a log is there at once.',
        [
          'Built the FastAPI endpoint `/daily-logs` with bearer tokens, mapped its fields to Notion, logged errors in detail',
          'Kept the infrastructure cheap with a Docker image, GitHub Actions and Terraform (AWS Lambda, API Gateway)',
          'Wrote 10 integration tests, the weekly and monthly pipelines among them, and the specification',
        ],
        'With Docker alone Notion is now kept up to date, 10 tests that run by themselves guard against regressions, and Lambda has no fixed cost.',
      ),
      metrics: 'Logs by REST API, 10 integration tests that run by themselves, Notion up to date',
    },
    category: '신규기능',
    impact_level: 'High',
    tech_stack: [
      'Python',
      'FastAPI',
      'Docker',
      'AWS Lambda',
      'API Gateway',
      'Terraform',
      'GitHub Actions',
      'Anthropic Claude',
    ],
    logged_date: '2026-11-17',
    status: 'Logged',
    ticket_url: null,
  },
  {
    ko: {
      title: '결제 승인 API 응답 시간 단축',
      context: starOf(
        '저녁마다 결제 승인 API의 p95가 820ms까지 올라가 승인 실패 문의가 하루 12건 들어왔습니다.',
        'p95를 300ms 아래로 낮춰야 했습니다.',
        ['느린 쿼리 3개에 복합 인덱스를 추가', '가맹점 정보를 5분 동안 캐시'],
        '배포 뒤 p95가 820ms에서 140ms로 줄었고, 승인 실패 문의가 없어졌습니다.',
      ),
      metrics: '결제 승인 p95 820ms → 140ms',
    },
    en: {
      title: 'Faster payment approval',
      context: starOf(
        'Every evening the p95 of the payment approval API rose to 820 ms, and 12 customers a day reported failures.',
        'Bring p95 below 300 ms.',
        ['Added composite indexes for 3 slow queries', 'Cached merchant data for 5 minutes'],
        'Once deployed, p95 fell from 820 ms to 140 ms, and nobody reports failed approvals any more.',
      ),
      metrics: 'Payment approval p95 820 ms → 140 ms',
    },
    category: '성능개선',
    impact_level: 'High',
    tech_stack: ['TypeScript', 'PostgreSQL', 'Redis'],
    logged_date: '2026-11-18',
  },
  {
    ko: {
      title: '정산 배치의 중복 정산 방지',
      context: starOf(
        '재시도한 정산 배치가 같은 거래를 다시 정산했습니다.',
        '몇 번을 돌려도 한 번만 정산해야 했습니다.',
        ['거래 번호로 만든 멱등 키에 유일 제약을 추가'],
        '중복 정산이 하루 37건에서 0건으로 줄었습니다.',
      ),
    },
    en: {
      title: 'No double settlement',
      context: starOf(
        'A settlement batch that was tried again settled the same payments twice.',
        'Settle once, however often the batch runs.',
        ['Added a unique idempotency key made of the payment number'],
        'Double settlements fell from 37 a day to 0.',
      ),
    },
    category: '버그픽스',
    impact_level: 'Medium',
    tech_stack: ['Kotlin', 'PostgreSQL'],
    logged_date: '2026-11-19',
  },
  {
    ko: {
      title: '배포 절차 문서화',
      context: starOf(
        '배포 절차를 아는 사람이 한 명뿐이었습니다.',
        '누구나 배포할 수 있어야 했습니다.',
        ['절차와 되돌리는 방법을 위키에 정리'],
        '새로 온 2명이 안내만 보고 첫 배포를 마쳤습니다.',
      ),
    },
    en: {
      title: 'Deployment guide',
      context: starOf(
        'Only one person knew how to deploy.',
        'Let everybody do it.',
        ['Wrote down each step, and how to take it back'],
        '2 newcomers made their first release with the guide alone.',
      ),
    },
    category: '문서화',
    impact_level: 'Low',
    tech_stack: ['GitHub Actions'],
    logged_date: '2026-11-20',
  },
]

/** The bodies that an agent sends to POST /daily-logs, in the order of their days. */
export const logsOf = (language: Language) => works.map(({ ko, en, ...log }) => ({ ...{ ko, en }[language], ...log }))

export type LogBody = ReturnType<typeof logsOf>[number]

/** One that the API refuses: it tells of no result, and its category and day do not exist. */
export function badLog(language: Language): LogBody {
  const log = logsOf(language)[0]!
  const context = log.context.replace(/\n\n### Result[\s\S]*/, '')
  return { ...log, context, category: 'Feature', logged_date: '2026-11-31' }
}

/** What somebody may log who tries the demo. */
export const ownLog = (language: Language) => ({
  ...{
    ko: {
      title: '두레 데모 실행',
      context:
        '### Situation\n무엇을 하는지 궁금했다.\n### Task\n직접 본다.\n### Action\n데모를 돌렸다.\n### Result\n11단계를 모두 보았다.',
    },
    en: {
      title: 'Ran the demo of Dure',
      context:
        '### Situation\nWhat does it do?\n### Task\nSee for myself.\n### Action\nRan the demo.\n### Result\nSaw all 11 steps.',
    },
  }[language],
  category: '기타',
  impact_level: 'Low',
  tech_stack: ['curl'],
  logged_date: '2026-11-21',
})

/** What the model writes; `of` are the places of its logs above. No log has the 15%. */
const drafts = {
  week: [
    {
      ko: '결제 승인 API의 p95를 820ms에서 140ms로 낮춰 승인 실패 문의를 없앴습니다.',
      en: 'Cut the p95 of the payment approval API from 820 ms to 140 ms and ended reports of failed approvals.',
      of: [1],
    },
    {
      ko: '정산 배치의 중복 정산을 막아 매출을 15% 늘렸습니다.',
      en: 'Raised revenue by 15% by ending double settlement.',
      of: [2],
    },
    {
      ko: 'FastAPI와 AWS Lambda로 일간 로그 REST API를 구축하고 통합 테스트 10건을 자동화했습니다.',
      en: 'Built a REST API for daily logs with FastAPI on AWS Lambda, guarded by 10 integration tests.',
      of: [0],
    },
  ],
  month: [
    {
      ko: '결제 승인 p95를 140ms로 낮추고, 하루 37건이던 중복 정산을 없앴습니다.',
      en: 'Cut payment approval p95 to 140 ms and ended 37 double settlements a day.',
      of: [1, 2],
    },
    {
      ko: '일간 로그를 자동으로 남기는 REST API를 고정비 없이 운영하게 했습니다.',
      en: 'Built a REST API that keeps daily logs without any fixed cost.',
      of: [0],
    },
  ],
}

/** Writes for the model, of those logs that it is shown. */
export const authorIn =
  (language: Language) =>
  ({ material }: Asked) => {
    const { period, logs } = JSON.parse(/<data>(.*)<\/data>/s.exec(material)![1]!) as {
      period: { from: string }
      logs: { id: string; title: string }[]
    }
    const known = logsOf(language).map(({ title }) => logs.find(log => log.title === title)?.id)
    const written = drafts[period.from === `${logged.month}-01` ? 'month' : 'week']
    return {
      bullets: written
        .map(({ of, ...text }) => ({ text: text[language], sources: of.flatMap(place => known[place] ?? []) }))
        .filter(({ sources }) => sources.length > 0),
    }
  }
