import { z } from 'zod'

const hours = (about: string) => z.number().positive().meta({ description: about })

/** The section `backup-report` of dure.yaml. */
export const Options = z
  .strictObject({
    language: z.enum(['ko', 'en']).default('ko').meta({ description: 'Language of the report and the mail.' }),
    startHour: z
      .int()
      .min(0)
      .max(23)
      .default(22)
      .meta({ description: 'Hour of yesterday at which the production window opens, on the hub’s wall clock.' }),
    historyDays: z.int().min(1).max(400).default(31).meta({
      description: 'How many days back runs are compared: streaks, usual sizes and durations, last good backups.',
    }),
    maxAgeHours: hours(
      'A job whose newest good backup is older is late. A job that runs more rarely gets its own rhythm plus a fifth.',
    ).default(26),
    maxAgeHoursOf: z
      .record(z.string(), z.number().positive())
      .default({})
      .meta({ description: 'The same limit for single jobs, by job name.' }),
    ignoreJobs: z.array(z.string().min(1)).default([]).meta({
      description:
        'Jobs that need not run: names, `*` for any text. Left out of "never ran", "missed" and "late"; their rows still count.',
    }),
    logLines: z
      .int()
      .min(1)
      .max(100)
      .default(12)
      .meta({ description: 'How many different log lines are shown per job above the fold.' }),
    wholeLogKilobytes: z.int().min(0).max(4096).default(512).meta({
      description: 'How much of each whole log goes behind its fold in the file; the middle is cut. 0: no folds.',
    }),
  })
  .prefault({})

export type Options = z.output<typeof Options>

/** Whether a name fits one of the patterns; `*` stands for any text. */
export function matcher(patterns: readonly string[]): (name: string) => boolean {
  const parts = patterns.map(pattern => pattern.split('*').map(literal).join('.*'))
  if (parts.length === 0) return () => false
  const all = new RegExp(`^(?:${parts.join('|')})$`)
  return name => all.test(name)
}

const literal = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
