import { z } from 'zod'
import { baculum } from '../../connectors/baculum/index.ts'
import { files } from '../../connectors/files/index.ts'
import { smtp } from '../../connectors/smtp/index.ts'
import { type Context, defineAutomation } from '../../engine/automation.ts'
import { optional } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import { type Zone, zoneOf } from '../../engine/zone.ts'
import { type Asking, askDuties, askLogs, budget, callsSince, lookUp, secondsSince } from './asking.ts'
import { disabledJobs, type Limits, lastGoods, missedRuns, neverRan, toLookUp } from './due.ts'
import { type Letter, mailOf, unreachableMail } from './mail.ts'
import {
  type Effort,
  type Frame,
  type Report,
  reportOf,
  type Unreachable,
  type View,
  viewOf,
  worthALog,
} from './model.ts'
import { matcher, Options } from './options.ts'
import { type Period, periodOf, timeStamp } from './period.ts'
import { shown } from './text.ts'
import { pageOf, unreachablePage } from './view.ts'
import { wordsOf } from './words.ts'

const Input = z.object({
  mode: z
    .enum(['production', 'test'])
    .default('production')
    .meta({ description: 'production: yesterday 22:00 until now. test: the last seven days.' }),
})
type Input = z.output<typeof Input>

const uses = { baculum, files, smtp: optional(smtp) }
type Ctx = Context<typeof uses, Record<never, never>, Options>

export default defineAutomation({
  name: 'backup-report',
  title: '백업 현황 보고',
  uses,
  options: Options,
  tasks: {
    report: {
      summary: '백업 현황을 조회해 HTML 보고서를 만들고 메일로 알린다',
      input: Input,
      cron: '0 8 * * *',
      lane: 'backup-report',
      run: report,
      show: shown,
    },
  },
})

/** The period's jobs → what went wrong, with logs → what is not there → the file → the mail. */
async function report(ctx: Ctx, { mode }: Input): Promise<Report> {
  const zone = zoneOf(ctx.timeZone)
  const period = periodOf(mode, ctx.now, zone, ctx.options.startHour)
  const frame = frameOf(ctx, mode, period)
  const stopwatch = start(ctx)
  const { jobs, coverage } = await ctx.baculum.jobs(historyStart(ctx, period)).catch(async error => {
    if (error instanceof HubError) await tellUnreachable(ctx, zone, { ...frame, ...stopwatch.effort(), error })
    throw error
  })
  stopwatch.lap('jobs')
  const view = viewOf(jobs, period)
  const { findings, folds, logs, troubles } = await askMore(ctx, period, view, stopwatch)
  const model = reportOf(frame, stopwatch.effort(), view, findings, { ...coverage, logs, troubles })
  const file = await saved(ctx, zone, pageOf(model, folds), ctx.run.key)
  const complete: Report = { ...model, ...stopwatch.effort(), file, mailed: ctx.smtp !== undefined }
  if (ctx.smtp) ctx.send('smtp', 'send', mailed(mailOf(complete), file), ctx.run.key)
  return complete
}

/** Schedules, logs and last runs. None of them may kill the report: what could not be had is told in it. */
async function askMore(ctx: Ctx, period: Period, view: View, stopwatch: Stopwatch) {
  const { baculum: api, clock, log, options } = ctx
  const asking: Asking = { api, clock, log, deadline: stopwatch.begun + budget.wholeMs, troubles: [] }
  const wanted = worthALog(view.rows)
  const extent = { lines: options.logLines, wholeCharacters: options.wholeLogKilobytes * 1000 }
  const [duties, folds] = await Promise.all([
    askDuties(asking, period),
    askLogs(asking, wanted, extent, wordsOf(options.language)),
  ])
  const missing = wanted.flatMap(({ line }) =>
    line.log?.missing ? [{ jobid: line.jobid, reason: line.log.missing }] : [],
  )
  stopwatch.lap('logs')

  const limits = limitsOf(options)
  const names = toLookUp(view.all, duties, limits, view.history)
  const found = await lookUp(asking, names)
  stopwatch.lap('extras')
  return {
    findings: {
      missed: missedRuns(period, view.all, duties, limits, view.history),
      neverRan: neverRan(names.unseen, found, duties),
      lastGood: lastGoods(period.to, duties, limits, view.history, found),
      disabled: [...disabledJobs(duties)],
    },
    folds,
    logs: { wanted: wanted.length, fetched: wanted.length - missing.length, missing },
    troubles: asking.troubles,
  }
}

/** Nobody may take silence for good news: the file and the mail say that the server could not be asked. They go out
 *  at once, because the run itself fails; further attempts of the run find them made. */
async function tellUnreachable(ctx: Ctx, zone: Zone, model: Frame & Effort & { error: HubError }) {
  const { code, message } = model.error
  const told: Unreachable = { ...model, kind: 'unreachable', error: { code, message } }
  const key = `${ctx.run.key}/unreachable`
  try {
    const file = await saved(ctx, zone, unreachablePage(told), key)
    ctx.log.error('the backup server could not be asked', { error: message, file: file.path })
    await ctx.smtp?.send(mailed(unreachableMail(told), file), key)
  } catch (error) {
    // Only an answer of these connectors is passed over: the run's own failure matters more.
    if (!(error instanceof HubError)) throw error
    ctx.log.warn('the report that the server could not be asked did not get out', { error: error.message })
  }
}

const saved = (ctx: Ctx, zone: Zone, text: string, key: string) =>
  ctx.files.save({ folder: 'reports', name: `mail_${timeStamp(ctx.clock.now(), zone)}.html`, text }, key)

function mailed({ subject, html, text, cut }: Letter, file: { path: string; name: string }) {
  return { subject, html, text, ...(cut && { attachments: [{ filename: file.name, path: file.path }] }) }
}

const frameOf = (ctx: Ctx, mode: Input['mode'], { from, to }: Period): Frame => ({
  language: ctx.options.language,
  mode,
  timeZone: ctx.timeZone,
  period: { from: from.toISOString(), to: to.toISOString() },
  generatedAt: ctx.clock.now().toISOString(),
})

/** Earlier runs tell streaks and what is usual. */
function historyStart({ now, options }: Ctx, { from }: Period): Date {
  return new Date(Math.min(from.getTime(), now.getTime() - options.historyDays * 86_400_000))
}

const limitsOf = (options: Options): Limits => ({
  maxAgeHours: options.maxAgeHours,
  jobs: options.maxAgeHoursOf,
  ignored: matcher(options.ignoreJobs),
})

type Stopwatch = ReturnType<typeof start>

/** Counts the calls of this run and the seconds of its stages. */
function start({ clock, baculum }: Ctx) {
  const begun = clock.monotonic()
  const before = baculum.calls()
  const seconds = { jobs: 0, extras: 0, logs: 0, total: 0 }
  let lapStart = begun
  return {
    begun,
    lap(stage: 'jobs' | 'extras' | 'logs') {
      seconds[stage] = Math.round((seconds[stage] + secondsSince(clock, lapStart)) * 10) / 10
      lapStart = clock.monotonic()
    },
    effort: (): Effort => ({
      calls: callsSince(before, baculum.calls()),
      seconds: { ...seconds, total: secondsSince(clock, begun) },
    }),
  }
}
