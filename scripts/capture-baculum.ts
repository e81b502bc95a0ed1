/**
 * Packs recorded answers of a Baculum API into one file that the connector's fake and its tests read.
 *
 *     sh scripts/node scripts/capture-baculum.ts OUT.json FOLDER_OR_FILE…
 *
 * A folder holds NAME.meta (the request line, curl's arguments, `http_code …`, the answer's headers) beside NAME.json or
 * NAME.body.txt; a lone `http500-….body.txt` is an answer of that status to any request.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const wanted = /^\/api\/v\d+(\/(jobs|joblog|schedules|directors|nosuch)\b.*|\/?)$|^\/$/

interface Answer {
  ask: string
  login: 'right' | 'wrong' | 'none'
  status: number
  type: string
  version?: string
  /** Ids, where every row of the body stands in the answer to /jobs just so. */
  jobs?: number[]
  body?: unknown
}

const [out, ...sources] = process.argv.slice(2)
if (!out || sources.length === 0) throw new Error('usage: capture-baculum.ts OUT.json FOLDER_OR_FILE…')

const answers = sources.flatMap(source => (statSync(source).isDirectory() ? folder(source) : [lone(source)]))
writeFileSync(out, `{"answers":[\n${answers.map(answer => JSON.stringify(answer)).join(',\n')}\n]}\n`)

function folder(path: string): Answer[] {
  const names = readdirSync(path).filter(name => name.endsWith('.meta'))
  const read = names.map(name => one(path, name.slice(0, -'.meta'.length))).filter(answer => answer !== undefined)
  const all = read.find(answer => /\/jobs$/.test(answer.ask) && rowsOf(answer).size > 0)
  return read.map(answer => (answer === all ? answer : byReference(answer, rowsOf(all))))
}

function one(path: string, name: string): Answer | undefined {
  const meta = readFileSync(join(path, `${name}.meta`), 'utf8').replaceAll('\r', '')
  const field = (pattern: RegExp) => pattern.exec(meta)?.[1]
  const ask = decodeURIComponent(field(/^GET (\S+)/) ?? '')
  if (!wanted.test(ask.split('?')[0]!)) return undefined
  const json = join(path, `${name}.json`)
  const args = field(/^args: (.*)$/m) ?? ''
  return {
    ask,
    login: args.includes(':wrong') ? 'wrong' : args.includes('-u ') ? 'right' : 'none',
    status: Number(field(/^http_code time_s bytes: (\d+)/m)),
    type: field(/^content-type: (.*)$/im) ?? '',
    version: field(/^baculum-api-version: (.*)$/im),
    body: existsSync(json)
      ? JSON.parse(readFileSync(json, 'utf8'))
      : readFileSync(join(path, `${name}.body.txt`), 'utf8'),
  }
}

function lone(path: string): Answer {
  const status = Number(/^http(\d+)/.exec(basename(path))?.[1])
  return { ask: '*', login: 'right', status, type: 'text/html; charset=UTF-8', body: readFileSync(path, 'utf8') }
}

function byReference(answer: Answer, known: Map<number, string>): Answer {
  const rows = [...rowsOf(answer)]
  if (rows.length === 0 || rows.some(([id, row]) => known.get(id) !== row)) return answer
  const { body: _, ...rest } = answer
  return { ...rest, jobs: rows.map(([id]) => id) }
}

function rowsOf(answer: Answer | undefined): Map<number, string> {
  const output = (answer?.body as { output?: unknown } | undefined)?.output
  const rows = Array.isArray(output) && answer?.ask.includes('/jobs') ? output : []
  return new Map(rows.filter(row => row?.jobid && row.jobtdate).map(row => [row.jobid as number, JSON.stringify(row)]))
}
