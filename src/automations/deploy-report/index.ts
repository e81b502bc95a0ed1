import { z } from 'zod'
import { defineAutomation } from '../../engine/automation.ts'
import { HubError } from '../../engine/error.ts'
import { zoneOf } from '../../engine/zone.ts'
import { resolved } from './check.ts'
import { type Ctx, settings, uses } from './ctx.ts'
import { type Keeping, keep, pagesOf, parentOf, placeOf, spaceOf } from './keep.ts'
import type { Period } from './model.ts'
import { Options, type ReportOptions } from './options.ts'
import { kindOf, periodAfter, periodNamed, periodOf } from './period.ts'
import { remind } from './remind.ts'
import { type Kept, shown } from './shown.ts'
import { TakeOver, takeOver } from './take-over.ts'

const Which = z.object({
  report: z.string().optional().meta({ description: 'One of the reports in dure.yaml; default: each of them' }),
  period: z
    .string()
    .optional()
    .meta({ description: 'For example 2026-W48 or 2026-11; default: create the next, update this and the next' }),
})
type Which = z.output<typeof Which>

const Create = Which.extend({
  anew: z.boolean().default(false).meta({ description: 'Makes a new page, where the one there was has been deleted' }),
})
const Update = Which.extend({
  acceptEmpty: z
    .boolean()
    .default(false)
    .meta({ description: 'Believes Jira when it finds none of the issues any more that it found before' }),
})

export default defineAutomation({
  name: 'deploy-report',
  title: '주간 배포 리스트',
  uses,
  settings,
  options: Options,
  check,
  tasks: {
    create: {
      summary: '다음 기간의 배포 일정 페이지를 만들고 담당자와 승인자에게 알린다',
      input: Create,
      cron: '0 10 * * 1',
      each: eachReport,
      lane,
      // It comes once a week, so it waits out what lasts for up to three hours.
      maxAttempts: 40,
      run: async (ctx: Ctx, { anew, ...which }): Promise<Kept[]> => {
        const report = reportOf(ctx, which)
        warnWithoutSlack(ctx, report)
        const period = which.period ? periodCalled(which.period, report) : nextOf(ctx, report)
        return [await keep(ctx, { report, period, anew })]
      },
      show: shown,
    },
    update: {
      summary: '이슈가 바뀌었으면 이번과 다음 기간의 페이지를 갱신하고 알린다',
      input: Update,
      cron: '0 9-20 * * 1-5',
      each: eachReport,
      lane,
      run: update,
      show: shown,
    },
    remind: {
      summary: '예정일이 다가온 배포 티켓을 담당자와 승인자에게 다시 알린다',
      input: Which.pick({ report: true }),
      cron: '0 9 * * 1-5',
      each: (which: Which, options: Options) => eachReport(which, options, ({ reminders }) => reminders.length > 0),
      lane,
      run: async (ctx: Ctx, which) => {
        const report = reportOf(ctx, which)
        warnWithoutSlack(ctx, report)
        return remind(ctx, report, [currentOf(ctx, report), nextOf(ctx, report)])
      },
    },
    import: {
      summary: '이전 스크립트의 스냅샷과 알림 키를 넘겨받아 처음 실행할 때 두 번 알리지 않는다',
      input: TakeOver,
      lane: 'deploy-report/import',
      run: async (ctx: Ctx, input) => {
        const report = reportOf(ctx, input)
        const periods = input.period
          ? [periodCalled(input.period, report)]
          : [currentOf(ctx, report), nextOf(ctx, report)]
        const places = periods.map(async period => {
          const place = placeOf(report, period)
          return { name: period.name, place, isTold: (await pagesOf(ctx).get(place)) !== undefined }
        })
        return takeOver(ctx, report, await Promise.all(places), input)
      },
    },
  },
})

function lane({ report }: { report?: string }) {
  return `deploy-report/${report}`
}

/** One run for each report, so that one that fails keeps no other from being told. */
function eachReport<W extends { report?: string }>(
  which: W,
  { reports }: Options,
  isMeant: (report: ReportOptions) => boolean = () => true,
): Record<string, W> {
  const wanted = reports.filter(({ name }) => (which.report ?? name) === name)
  if (wanted.length === 0)
    throw new HubError('invalid', `there is no report ${which.report} here; there are: ${namesOf(reports)}`)
  return Object.fromEntries(wanted.filter(isMeant).map(({ name }) => [name, { ...which, report: name }]))
}

const namesOf = (reports: ReportOptions[]) => reports.map(({ name }) => name).join(', ')

function reportOf({ options: { reports } }: Ctx, { report: wanted }: { report?: string }): ReportOptions {
  const found = reports.find(({ name }) => name === wanted) ?? (reports.length === 1 ? reports[0] : undefined)
  if (found && (wanted === undefined || found.name === wanted)) return found
  throw new HubError('invalid', `name one report with --report: ${namesOf(reports)}`)
}

const currentOf = ({ now, timeZone }: Ctx, { period }: ReportOptions): Period => periodOf(period, now, zoneOf(timeZone))
const nextOf = (ctx: Ctx, report: ReportOptions): Period => periodAfter(report.period, currentOf(ctx, report))

/** A week is no period of a monthly report: its page would be one more, with the title of a month. */
function periodCalled(text: string, { name, period: kind }: ReportOptions): Period {
  const period = periodNamed(text)
  if (kindOf(period) === kind) return period
  throw new HubError('invalid', `the pages of ${name} are about a ${kind} each, and ${period.name} is none`)
}

/** In each run: one that finds nothing new has nothing to tell, and does not come to the telling. */
function warnWithoutSlack({ slack, log }: Ctx, { name }: ReportOptions) {
  if (!slack) log.warn('Slack is not set: nobody is told', { report: name })
}

/** This period, whose page is made if it is missing, and the next one once its page is there: `create` makes that in time. */
async function update(ctx: Ctx, { acceptEmpty, ...which }: z.output<typeof Update>): Promise<Kept[]> {
  const report = reportOf(ctx, which)
  warnWithoutSlack(ctx, report)
  const keeping = { report, acceptEmpty, told: new Set<string>() }
  if (which.period) return [await keep(ctx, { ...keeping, period: periodCalled(which.period, report) })]
  const kept = [await keep(ctx, { ...keeping, period: currentOf(ctx, report) })]
  const next: Keeping = { ...keeping, period: nextOf(ctx, report) }
  if (await pagesOf(ctx).get(placeOf(report, next.period))) return [...kept, await keep(ctx, next)]
  const { language } = ctx.options
  return [...kept, { report: report.name, period: next.period.name, state: 'waiting', language }]
}

async function check(ctx: Ctx) {
  const all = ctx.options.reports.map(report => {
    const project = report.project ?? ctx.settings.JIRA_PROJECT_KEY
    const place = { project, space: spaceOf(ctx, report), parent: parentOf(ctx, report) }
    return resolved(ctx, report, { ...place, period: currentOf(ctx, report) })
  })
  return (await Promise.all(all)).flat()
}
