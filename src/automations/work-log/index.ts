import { z } from 'zod'
import { defineAutomation } from '../../engine/automation.ts'
import { tools } from './agents.ts'
import { Closing, closedIssues } from './closed.ts'
import { commands } from './commands/declared.ts'
import { type Ctx, Options, settings, uses } from './ctx.ts'
import { newLog } from './input.ts'
import { Asked, listLogs } from './list.ts'
import { logWith } from './logs.ts'
import { knownOrigins } from './origins.ts'
import { publish } from './publish.ts'
import { Asking, Recording, recordWork } from './record.ts'
import { changeReplies, inWords, listOf, listReplies, logRoute, toldOf, wholeReplies } from './replies.ts'
import { ResumeAsked, resumed, resumeRoute } from './resuming.ts'
import { SummariesAsked, shownSummaries, summariesReplies } from './shown.ts'
import { shownSummary } from './shown-summary.ts'
import { Month, monthly, Week, weekly } from './summarising.ts'
import { type Tables, tables } from './tables.ts'
import { check, mirrorAll, SetUp, setUp, shownSetUp } from './whole.ts'
import { Change, changeWork, Indexing, indexLogs, linkLog, logWork, Named, removeWork } from './write.ts'

const Name = z.strictObject({ name: z.string() })

export default defineAutomation({
  name: 'work-log',
  title: '업무 로그와 주간·월간 요약',
  uses,
  settings,
  options: Options,
  tables,
  check,
  commands,
  tasks: {
    log: {
      ...inWords,
      summary: '하루의 업무를 STAR 구조로 기록하고 Notion에 옮긴다',
      input: newLog(),
      route: logRoute,
      tool: tools.log,
      run: (ctx: Ctx, log) => logWork(ctx, log),
    },
    record: {
      summary: '사람이 확인한 로그를 기록한다. 같은 일에서 나온 로그는 한 번만 기록한다',
      input: Recording,
      // Of two that are made of the same work the second finds the first.
      lane: 'work-log/record',
      run: (ctx: Ctx, recording) => recordWork(ctx, recording),
    },
    known: {
      summary: '어떤 커밋과 이슈가 이미 로그가 되었는지 찾는다',
      input: Asking,
      run: (ctx: Ctx, { origins }) => knownOrigins(ctx.db<Tables>(), origins),
    },
    closed: {
      summary: '한 사람이 끝낸 Jira 이슈를 찾는다',
      input: Closing,
      run: (ctx: Ctx, closing) => closedIssues(ctx, closing),
    },
    logs: {
      summary: '업무 로그를 조건이나 검색어로 찾는다',
      input: Asked,
      route: { path: 'GET /daily-logs', replies: listReplies },
      tool: tools.logs,
      run: async (ctx: Ctx, asked) => listOf(await listLogs(ctx.db<Tables>(), asked)),
    },
    show: {
      summary: '업무 로그 하나를 읽는다',
      input: Named,
      route: { path: 'GET /daily-logs/{id}', replies: wholeReplies },
      tool: tools.show,
      run: async (ctx: Ctx, { id }) => toldOf(await logWith(ctx.db<Tables>(), id)),
    },
    change: {
      ...inWords,
      summary: '업무 로그를 통째로 고쳐 쓴다. Notion에서 사람이 고친 본문은 그대로 둔다',
      input: Change,
      route: { path: 'PUT /daily-logs/{id}', replies: changeReplies },
      run: async (ctx: Ctx, change) => toldOf(await changeWork(ctx, change)),
    },
    remove: {
      summary: '업무 로그를 지우고 Notion 페이지를 휴지통으로 보낸다',
      input: Named,
      route: {
        path: 'DELETE /daily-logs/{id}',
        reply: () => ({ status: 204 }),
        replies: { 204: { description: '지웠다' }, 404: { description: '그런 로그가 없다' } },
      },
      run: (ctx: Ctx, named) => removeWork(ctx, named),
    },
    link: {
      summary: '새 로그가 Notion의 어느 페이지가 되었는지 적어 둔다',
      input: Named,
      on: ['work-log/logged'],
      run: (ctx: Ctx, named) => linkLog(ctx, named),
    },
    index: {
      summary: '새 로그를 검색 색인에 넣는다',
      input: Indexing,
      on: ['work-log/stored'],
      lane: 'work-log/index',
      run: (ctx: Ctx, how) => indexLogs(ctx, how),
    },
    weekly: {
      summary: '지난 한 주의 로그를 근거가 있는 성과로 요약한다',
      input: Week,
      // Each slot has a week of its own: one that was missed would stay without a summary.
      cron: { cron: '0 9 * * 1', missed: { all: 53 } },
      lane: 'work-log/summaries',
      run: (ctx: Ctx, which) => weekly(ctx, which),
      show: shownSummary,
    },
    monthly: {
      summary: '지난달의 로그를 근거가 있는 주요 성과로 요약한다',
      input: Month,
      cron: { cron: '0 9 1 * *', missed: { all: 12 } },
      lane: 'work-log/summaries',
      run: (ctx: Ctx, which) => monthly(ctx, which),
      show: shownSummary,
    },
    publish: {
      summary: '요약을 Notion의 주간·월간 데이터베이스에 옮긴다',
      input: Name,
      on: ['work-log/summarised'],
      lane: 'work-log/publish',
      run: (ctx: Ctx, named) => publish(ctx, named),
    },
    mirror: {
      summary: 'Notion에 아직 페이지가 없는 로그와 요약을 옮긴다',
      lane: 'work-log/publish',
      run: (ctx: Ctx) => mirrorAll(ctx),
    },
    setup: {
      summary: 'Notion에 데이터베이스 세 개를 만들거나 빠진 속성을 채운다',
      input: SetUp,
      run: (ctx: Ctx, where) => setUp(ctx, where),
      show: shownSetUp,
    },
    summaries: {
      summary: '주간·월간 요약을 읽는다. 요약한 뒤에 로그가 바뀌었으면 stale이다',
      input: SummariesAsked,
      route: { path: 'GET /summaries', replies: summariesReplies },
      tool: tools.summaries,
      run: (ctx: Ctx, asked) => shownSummaries(ctx.db<Tables>(), asked),
    },
    resume: {
      summary: '요약된 성과와 dure.yaml의 profile로 이력서를 만든다. 아무것도 쓰지 않는다',
      input: ResumeAsked,
      route: resumeRoute,
      run: (ctx: Ctx, asked) => resumed(ctx, asked),
    },
  },
})
