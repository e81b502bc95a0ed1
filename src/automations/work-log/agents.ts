import type { Tool } from '../../engine/automation.ts'
import { writingGuideOf } from './guide.ts'

/** What agents are offered of the work log. */
export const tools = {
  log: {
    name: 'create_daily_log',
    title: 'Record a daily work log',
    description: `Stores one piece of a day's work in the STAR form and mirrors it to Notion. Write only what the person has done or said: invent no numbers. Ask for what is missing, and have the person confirm the text first.\n\n${writingGuideOf('en')}`,
  },
  logs: {
    name: 'search_daily_logs',
    title: 'Search daily work logs',
    description:
      'Finds work logs by words (`q`), days, category, impact, technology and status: with `q` the best first, else the newest. The long texts are left out: read one by get_daily_log. `next` is the `cursor` of the next page.',
    reads: true,
  },
  show: {
    name: 'get_daily_log',
    title: 'Read a daily work log',
    description: 'Reads one work log whole, by the `id` that search_daily_logs or create_daily_log has told.',
    reads: true,
  },
  summaries: {
    name: 'get_summaries',
    title: 'Read weekly and monthly summaries',
    description:
      'Reads the summaries that share a day with the time from `from` to `to`: achievements, each with the ids of the logs it rests on. `stale` says that logs have changed since.',
    reads: true,
  },
} satisfies Record<string, Tool>
