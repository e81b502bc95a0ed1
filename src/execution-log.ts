import type { Log } from './engine/io.ts'
import type { EndedRun } from './engine/parts.ts'
import { localText } from './engine/zone.ts'
import { escaped, fieldsText, type LogOptions, plain } from './log.ts'
import { createLogFile, gathered } from './log-file.ts'

type Options = Pick<LogOptions, 'folder' | 'format' | 'keepDays' | 'timeZone' | 'redact' | 'clock'> & {
  /** Told when the file cannot be written, and when it can again. */
  log: Log
}

/** execution.log: a line for each run that has ended, and what came of it. `account` never throws. */
export function createExecutionLog({ log, ...options }: Options) {
  const { format, timeZone, redact, clock } = options
  const file = createLogFile({
    ...options,
    name: 'execution',
    maxBytes: 50_000_000,
    dayOf: moment => localText(moment, timeZone).slice(0, 10),
    onTrouble: (file, error) => log.error('log file cannot be written', { file, error }),
    onHealed: (file, lost) => log.warn('log file is written again', { file, lost }),
  })

  const lines = gathered(clock, file.write)

  const lineOf = (run: EndedRun): string => {
    const { state } = run
    const now = clock.now()
    const task = `${run.automation}/${run.task}`
    const fields = plain(circumstancesOf(run, timeZone), redact)
    const failure = state === 'failed' && { error: shortened(run.error ?? '', redact) }
    const account = plain(failure || digestOf(run.outcome), redact)
    if (format === 'json') {
      const own = failure ? account : { outcome: account }
      return escaped(JSON.stringify({ time: now.toISOString(), task, state, ...fields, ...own }))
    }
    const told = `${task}${fieldsText(fields)}${fieldsText(account)}`
    return escaped(`[${localText(now, timeZone)}] [${state.toUpperCase()}] ${told}`)
  }

  return {
    account: (run: EndedRun) => lines.add(`${redact(lineOf(run))}\n`),
    close() {
      lines.flush()
      file.flush()
      file.close()
    },
  }
}

/** Which run it was, how long it took, and what made it run. */
const circumstancesOf = ({ id, key, cause, attempt, started_at, ended_at }: EndedRun, timeZone: string) => ({
  run: id,
  seconds: ((ended_at ?? 0) - (started_at ?? ended_at ?? 0)) / 1000,
  cause: cause === 'cron' ? `schedule ${slotIn(key, timeZone)}` : cause,
  attempt: attempt > 1 ? attempt : undefined,
})

/** `cron:2026-11-23T00:00:00.000Z#part` as a person reads the timetable: `2026-11-23 09:00`. */
const slotIn = (key: string, timeZone: string) =>
  localText(key.replace(/^cron:|#.*$/gs, ''), timeZone).slice(0, 'yyyy-mm-dd hh:mm'.length)

const longestError = 500

/** Redacted before it is cut: half a secret would not be recognised. */
const shortened = (text: string, redact: (text: string) => string) =>
  text.length <= longestError ? text : `${redact(text).slice(0, longestError)}…`

const longestDigest = 200
const longestEntry = 80

/** What an outcome says in single words and numbers, and how many there are of what it lists. The ledger has it whole. */
function digestOf(outcome: unknown): Record<string, unknown> {
  const isPlain = typeof outcome === 'object' && outcome !== null && !Array.isArray(outcome)
  const digest: Record<string, unknown> = {}
  let left = longestDigest
  for (const [key, value] of Object.entries(isPlain ? outcome : { outcome })) {
    const told = Array.isArray(value) ? value.length : value
    if (!/string|number|boolean/.test(typeof told)) continue
    const size = key.length + String(told).length + 2
    if (size > Math.min(left, longestEntry)) continue
    digest[key] = told
    left -= size
  }
  return digest
}
