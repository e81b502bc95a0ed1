import type { Period } from './model.ts'
import type { ReportOptions } from './options.ts'
import { daysOf } from './period.ts'
import type { Language } from './words.ts'

const usual: Record<Language, Record<ReportOptions['period'], string>> = {
  ko: { week: '주간 배포 리스트 {period} ({from} ~ {to})', month: '월간 배포 리스트 {period}' },
  en: { week: 'Weekly deploy list {period} ({from} to {to})', month: 'Monthly deploy list {period}' },
}

/** The page's title: the same for a period whenever it is made. Two reports of one space differ by their name. */
export function titleOf(report: ReportOptions, period: Period, language: Language): string {
  const template = report.title ?? named(usual[language][report.period], report.name)
  const last = daysOf(period).at(-1)!
  return template.replaceAll('{period}', period.name).replaceAll('{from}', period.from).replaceAll('{to}', last)
}

/** The only report of a team that set nothing needs no name. */
const named = (title: string, report: string) => (report === 'deploy' ? title : `[${report}] ${title}`)
