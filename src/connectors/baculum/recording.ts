import { readFileSync } from 'node:fs'

export type RecordingName = '13-api-v2' | '9.6-api-v1' | 'failures'

/** One answer of a genuine server, without what PHP's JSON escapes away. */
export interface RecordedAnswer {
  /** Path and query, not URL-encoded; `*` for an answer to anything. */
  ask: string
  login: 'right' | 'wrong' | 'none'
  status: number
  type: string
  /** The header Baculum-API-Version. */
  version?: string
  body: unknown
}

export type Row = Record<string, unknown>

/** Answers recorded from a genuine server, in the form that `scripts/capture-baculum.ts` writes. */
export function readRecording(name: RecordingName) {
  const text = readFileSync(new URL(`./recordings/${name}.json`, import.meta.url), 'utf8')
  const stored: (RecordedAnswer & { jobs?: number[] })[] = JSON.parse(text).answers
  const jobs = (stored.find(answer => /\/jobs$/.test(answer.ask) && listOf(answer).length > 0) ?? {
    ask: '',
    body: [],
  }) as RecordedAnswer
  const apiPath = jobs.ask.replace(/\/jobs$/, '')
  const byId = new Map(listOf(jobs).map(row => [row.jobid as number, row]))
  const answers = stored.map(({ jobs: ids, ...answer }) =>
    ids ? { ...answer, body: { output: ids.map(id => byId.get(id)), error: 0 } } : answer,
  )
  return {
    answers: answers as RecordedAnswer[],
    jobs: listOf(jobs),
    /** The answer to a path, below /api/vN, with its query; asked with the right password. */
    find: (path: string) => answers.find(answer => answer.login === 'right' && answer.ask === apiPath + path),
  }
}

/** The `output` of an answer, where it is a list. */
export function listOf(answer: { body?: unknown } | undefined): Row[] {
  const output = (answer?.body as { output?: unknown } | undefined)?.output
  return Array.isArray(output) ? output : []
}
