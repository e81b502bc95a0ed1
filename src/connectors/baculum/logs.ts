import type { Clock } from '../../engine/clock.ts'
import { HubError } from '../../engine/error.ts'
import { type Asker, isNotFound } from './ask.ts'
import { outputOf, refuseBadStatus } from './envelope.ts'
import { repairMojibake } from './mojibake.ts'
import { LogRows } from './schema.ts'
import type { JobLog } from './words.ts'

const mebibyte = 1024 * 1024
const longestLog = 20 * mebibyte
/** All logs of one reading, so that hundreds of long ones do not fill the memory. */
const allLogs = 256 * mebibyte
/** After this many failures in a row the rest is not tried: every one would cost its time limit. */
const failuresToStop = 3

export interface LogLimits {
  atOnce: number
  budgetMs: number
}

/** Reads logs in the order given. What is not read says why; nothing is thrown for a single log. */
export async function readLogs(
  { asker, apiPath, clock }: { asker: Asker; apiPath: string; clock: Clock },
  ids: readonly number[],
  { atOnce, budgetMs }: LogLimits,
): Promise<Map<number, JobLog>> {
  const logs = new Map<number, JobLog>(ids.map(id => [id, timeIsUp(budgetMs)]))
  const waiting = [...logs.keys()]
  const end = clock.monotonic() + budgetMs
  let bytes = 0
  let failures = 0
  let hopeless: string | undefined

  async function read(id: number): Promise<JobLog> {
    if (hopeless) return { notFetched: 'failed', reason: `not tried: ${hopeless}` }
    if (bytes > allLogs)
      return { notFetched: 'too large', reason: `not tried: the other logs fill ${allLogs / mebibyte} MiB` }
    try {
      const log = await readLog(asker, `${apiPath}/joblog/${id}`)
      failures = 0
      bytes += log.bytes
      return log.tooLarge ? tooLarge : { lines: log.lines }
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      if (!isNotFound(error) && (++failures === failuresToStop || error.code === 'unauthorized'))
        hopeless = error.message
      return { notFetched: 'failed', reason: error.message }
    }
  }

  async function work() {
    for (let id = waiting.shift(); id !== undefined && clock.monotonic() < end; id = waiting.shift()) {
      logs.set(id, await read(id))
    }
  }

  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, work))
  return logs
}

const timeIsUp = (budgetMs: number): JobLog => ({
  notFetched: 'time budget',
  reason: `the ${Math.round(budgetMs / 1000)} s for reading logs ran out`,
})

const tooLarge: JobLog = { notFetched: 'too large', reason: `the log is larger than ${longestLog / mebibyte} MiB` }

/** Counts by itself instead of leaving it to the engine's cap, to tell a large log from an API that misbehaves. */
function readLog(asker: Asker, path: string) {
  return asker.ask(
    path,
    async (answer, asked) => {
      await refuseBadStatus(answer, asked)
      const pieces: Uint8Array[] = []
      let bytes = 0
      for await (const piece of answer.chunks()) {
        bytes += piece.length
        if (bytes > longestLog) return { tooLarge: true, lines: [], bytes: 0 }
        pieces.push(piece)
      }
      const rows = LogRows.safeParse(outputOf(Buffer.concat(pieces).toString('utf8'), asked))
      if (!rows.success) throw new HubError('invalid', `${asked.call}: the log is no list of texts.`)
      return { tooLarge: false, lines: rows.data.map(repairMojibake), bytes }
    },
    { maxBytes: allLogs, expected: isNotFound },
  )
}
