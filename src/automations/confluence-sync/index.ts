import { z } from 'zod'
import { defineAutomation } from '../../engine/automation.ts'
import { adopt } from './adopt.ts'
import { tools } from './agents.ts'
import { check } from './check.ts'
import { commands } from './commands.ts'
import { dueEvent, SetAside, troubleOf } from './due.ts'
import { Event } from './event.ts'
import { Asked, listEvents } from './list.ts'
import { live } from './live.ts'
import { log } from './log.ts'
import { type Ctx, Options, settings, uses } from './options.ts'
import { pageTasks } from './pages/index.ts'
import { play } from './play.ts'
import { reconcile } from './reconcile.ts'
import { record, recordAll } from './record.ts'
import { listRoute, recordRoute, todoRoute } from './replies.ts'
import { Retelling, retell } from './retell.ts'
import { Awaited, settled } from './settled.ts'
import { sweep, tellSetAside } from './sweep.ts'
import { tables } from './tables.ts'
import { askToDo, linkToDo, ToDo, Wanted } from './todo.ts'
import { checkPlays } from './unchecked.ts'
import { weekly } from './weekly.ts'

export default defineAutomation({
  name: 'confluence-sync',
  title: 'Confluence DB와 Live doc 자동 업데이트',
  uses,
  settings,
  options: Options,
  tables,
  check,
  commands,
  tasks: {
    record: {
      summary: '팀의 이벤트를 받아 저장한다. 페이지에는 곧 기록된다',
      input: Event,
      route: recordRoute,
      tool: tools.record,
      run: (ctx: Ctx, event) => record(ctx, event),
    },
    'record-all': {
      summary: '여러 이벤트를 한 번에 받아 저장한다. 하나라도 고칠 것이 있으면 아무것도 저장하지 않는다',
      input: z.strictObject({ events: z.array(Event).min(1).max(500) }),
      run: (ctx: Ctx, { events }) => recordAll(ctx, events),
    },
    events: {
      summary: '받은 이벤트를 조건으로 찾는다',
      input: Asked,
      route: listRoute,
      tool: tools.list,
      run: (ctx: Ctx, asked) => listEvents(ctx, asked),
    },
    log: {
      summary: '받은 이벤트를 Action Log에 행으로 남긴다',
      on: [dueEvent('log')],
      lane: 'confluence-sync/log',
      together: true,
      maxAttempts: 30,
      run: (ctx: Ctx) => log(ctx),
    },
    live: {
      summary: '받은 이벤트를 Live doc에 항목으로 남긴다',
      on: [dueEvent('live')],
      lane: 'confluence-sync/live',
      together: true,
      maxAttempts: 30,
      run: (ctx: Ctx) => live(ctx),
    },
    play: {
      summary: '받은 이벤트로 바뀐 집계와 상태를 Play DB에 기록한다',
      on: [dueEvent('play')],
      lane: 'confluence-sync/play',
      together: true,
      maxAttempts: 30,
      run: (ctx: Ctx) => play(ctx),
    },
    sweep: {
      summary: '기록하지 못하고 남은 이벤트를 다시 시작하고, 오래된 이벤트를 잊는다',
      cron: '17 * * * *',
      run: (ctx: Ctx) => sweep(ctx),
    },
    settled: {
      summary: '이벤트가 페이지에 모두 기록될 때까지 잠시 기다린다',
      input: Awaited,
      run: (ctx: Ctx, awaited) => settled(ctx, awaited),
    },
    retell: {
      summary: '기록하지 못한 이벤트를 지금의 설정으로 다시 기록한다',
      input: Retelling,
      run: (ctx: Ctx, which) => retell(ctx, which),
    },
    'check-plays': {
      summary: 'Play DB를 읽지 못해 확인하지 않고 받은 Play를 확인한다. 여전히 읽을 수 없으면 실패로 알린다',
      on: ['confluence-sync/unchecked'],
      lane: 'confluence-sync/check-plays',
      run: (ctx: Ctx) => checkPlays(ctx),
    },
    'set-aside': {
      summary: '기록할 수 없는 이벤트를 실패로 알린다',
      input: SetAside,
      on: ['confluence-sync/set-aside'],
      each: troubleOf,
      run: async (_: Ctx, what) => tellSetAside(what),
    },
    weekly: {
      summary: '분기 누적 집계와 상태를 Play DB에 기록한다',
      cron: (options: Options) => options.sync_schedule,
      lane: 'confluence-sync/play',
      run: (ctx: Ctx) => weekly(ctx),
    },
    reconcile: {
      summary: '이번 분기의 Action Log를 받은 이벤트와 대조한다. 다르면 실패로 알린다',
      on: ['confluence-sync/rolled-up'],
      run: (ctx: Ctx) => reconcile(ctx),
    },
    adopt: {
      summary: '사람이나 다른 도구가 Action Log에 남긴 행을 이벤트로 넘겨받는다',
      on: ['confluence-sync/adopting'],
      lane: 'confluence-sync/adopt',
      run: (ctx: Ctx) => adopt(ctx),
    },
    todo: {
      summary: 'Play의 ToDo 페이지를 Project TODO 아래에 만든다. 이미 있으면 그 페이지를 쓴다',
      input: ToDo,
      route: todoRoute,
      tool: tools.todo,
      run: (ctx: Ctx, asked) => askToDo(ctx, asked),
    },
    'link-todo': {
      summary: 'ToDo 페이지를 Project TODO와 Play DB에 링크한다',
      input: Wanted,
      on: ['confluence-sync/todo-wanted'],
      run: (ctx: Ctx, wanted) => linkToDo(ctx, wanted),
    },
    ...pageTasks,
  },
})
