import type { Row } from './recording.ts'

/** The job table of the fake: rows newest first, each made when it is looked at, so that 100 000 cost no memory. */
export interface JobTable {
  count: number
  row: (index: number) => Row
}

export interface Generated {
  /** Rows in the table. */
  jobs: number
  /** How many of them failed, evenly spread; default 2 %. */
  failed?: number
  /** Default 500. */
  perDay?: number
  /** Size of a failed job's log; default 2000. */
  logBytes?: number
}

/** What the API knows besides the rows. */
export interface Resources {
  jobs: readonly string[]
  clients: readonly string[]
}

const knownStatuses = 'CRBTWEefDAFSmMsjcdtpaiIlL'
const knownTypes = 'BRVDCcMgASIU'
const knownLevels = 'FIDSCVOdAfB'
const columns = ['schedtime', 'starttime', 'endtime', 'realstarttime', 'realendtime']
const notSortable = new Set(['client', 'pool', 'fileset', 'content'])
const fullDate = /^\d{4}-\d\d-\d\d \d{1,2}:\d\d:\d\d$/

export type Found = { error: number; output: string } | { indexes: number[] }

/** The rows that GET /jobs answers with; `modern` is 13.0.3 and later, before it parameters of time and order are ignored. */
export function findJobs(table: JobTable, resources: Resources, query: URLSearchParams, modern: boolean): Found {
  const client = query.get('client')
  const clientId = query.get('clientid')
  if ((client && !resources.clients.includes(client)) || (clientId && !/^\d+$/.test(clientId))) {
    return { error: 53, output: 'Client does not exist.' }
  }
  const order = (modern && query.get('order_by')) || 'jobid'
  if (order !== 'jobid' && table.count > 0 && (!(order in table.row(0)) || notSortable.has(order))) {
    return { error: 520, output: 'Invalid property.' }
  }
  const ids = modern ? query.get('jobids') : undefined
  const test = ids ? hasId(ids) : allOf(conditions(resources, query, modern))
  const start = modern ? whole(query.get('offset')) : 0
  const limit = whole(query.get('limit'))
  const ascending = modern && query.get('order_direction') === 'ASC'
  const byId = order === 'jobid' && !ascending
  const enough = byId && limit > 0 ? start + limit : Number.POSITIVE_INFINITY
  const indexes: number[] = []
  for (let index = 0; index < table.count && indexes.length < enough; index++) {
    if (test(table.row(index))) indexes.push(index)
  }
  if (!byId) sortBy(indexes, index => table.row(index)[order], ascending)
  return { indexes: indexes.slice(start, limit > 0 ? start + limit : undefined) }
}

type Condition = (row: Row) => boolean

const allOf =
  (all: Condition[]): Condition =>
  row =>
    all.every(condition => condition(row))

function hasId(list: string): Condition {
  const ids = new Set(list.split(',').map(Number))
  return row => ids.has(row.jobid as number)
}

/** A value that the API does not understand is no condition at all: it says nothing and answers with more. */
function conditions(resources: Resources, query: URLSearchParams, modern: boolean): Condition[] {
  const names = new Set(resources.jobs)
  const name = query.get('name')
  const wanted = name && names.has(name) ? new Set([name]) : names
  const found: Condition[] = [row => wanted.has(row.name as string)]
  const statuses = [...(query.get('jobstatus') ?? '')].filter(letter => knownStatuses.includes(letter))
  if (statuses.length > 0) found.push(row => statuses.includes(row.jobstatus as string))
  const equal = (column: string, value: string | null, known = '') => {
    if (value && (!known || (value.length === 1 && known.includes(value)))) {
      found.push(row => String(row[column]) === value)
    }
  }
  equal('type', query.get('type'), knownTypes)
  equal('level', query.get('level'), knownLevels)
  equal('client', query.get('client'))
  equal('clientid', query.get('clientid'))
  if (modern) {
    if (query.get('joberrors') === '1') found.push(row => Number(row.joberrors) > 0)
    for (const column of columns) found.push(...bounds(column, query))
  }
  return found
}

function bounds(column: string, query: URLSearchParams): Condition[] {
  const found: Condition[] = []
  for (const [end, holds] of [
    ['from', (value: string, bound: string) => value >= bound],
    ['to', (value: string, bound: string) => value <= bound],
  ] as const) {
    const epoch = query.get(`${column}_${end}`)
    const date = query.get(`${column}_${end}_date`)
    // PHP turns seconds into text in its own zone, UTC, and compares that with the director's local time.
    const byEpoch =
      epoch && /^\d+$/.test(epoch) && new Date(Number(epoch) * 1000).toISOString().slice(0, 19).replace('T', ' ')
    const bound = date && fullDate.test(date) ? date : byEpoch
    if (bound) found.push(row => typeof row[column] === 'string' && holds(row[column], bound))
  }
  return found
}

const whole = (text: string | null | undefined) => (text && /^\d+$/.test(text) ? Number(text) : 0)

function sortBy(indexes: number[], value: (index: number) => unknown, ascending: boolean) {
  const sign = ascending ? 1 : -1
  indexes.sort((a, b) => {
    const [one, other] = [value(a), value(b)]
    if (one === other) return sign * (b - a)
    if (one === null) return 1
    if (other === null) return -1
    return (one as string) < (other as string) ? -sign : sign
  })
}

/** A table of as many rows as wanted, the newest ended at `end`; for benches. */
export function generatedJobs(options: Generated, end: Date, offsetMs: number): JobTable {
  const { jobs, perDay = 500, failed = Math.floor(jobs / 50) } = options
  const gap = Math.floor(86_400 / perDay) || 1
  const every = failed > 0 ? Math.max(1, Math.floor(jobs / failed)) : Number.POSITIVE_INFINITY
  const newest = Math.floor(end.getTime() / 1000)
  const local = (seconds: number) => new Date(seconds * 1000 + offsetMs).toISOString().slice(0, 19).replace('T', ' ')
  const row = (index: number): Row => {
    const jobid = jobs - index
    const ended = newest - index * gap
    const bad = index % every === every - 1
    const host = generatedHosts[jobid % generatedHosts.length]!
    const [start, finish] = [local(ended - 60), local(ended)]
    return {
      ...template,
      jobid,
      job: `Backup-${host}.${start.replace(' ', '_').replaceAll(':', '.')}_${String(jobid % 60).padStart(2, '0')}`,
      name: `Backup-${host}`,
      jobstatus: bad ? 'f' : 'T',
      schedtime: start,
      starttime: start,
      endtime: finish,
      realendtime: finish,
      realstarttime: start,
      jobtdate: ended,
      jobfiles: bad ? 0 : 1000 + (jobid % 997),
      jobbytes: bad ? 0 : 1_000_000 + jobid * 1021,
      joberrors: bad ? 1 : 0,
      statusinfo: bad ? '[DE0029]' : '',
      client: `${host}-fd`,
    }
  }
  return { count: jobs, row }
}

/** `host000` to `host199`. */
export const generatedHosts = Array.from({ length: 200 }, (_, index) => `host${String(index).padStart(3, '0')}`)

const template: Row = {
  jobid: 0,
  job: '',
  name: '',
  type: 'B',
  level: 'I',
  clientid: 1,
  jobstatus: 'T',
  schedtime: '',
  starttime: '',
  endtime: '',
  realendtime: '',
  realstarttime: '',
  jobtdate: 0,
  volsessionid: 34,
  volsessiontime: 1_795_244_991,
  jobfiles: 0,
  jobbytes: 0,
  readbytes: 0,
  joberrors: 0,
  jobmissingfiles: 0,
  poolid: 1,
  filesetid: 1,
  priorjobid: 0,
  priorjob: '',
  purgedfiles: 0,
  hasbase: 0,
  hascache: 0,
  reviewed: 0,
  comment: '',
  filetable: 'File',
  isvirtualfull: 0,
  compressratio: '0',
  rate: '0',
  lastreadstorageid: 0,
  lastreaddevice: '',
  writestorageid: 1,
  writedevice: 'FileDev',
  statusinfo: '',
  encrypted: 0,
  client: '',
  pool: 'File',
  fileset: 'OK',
  content: 'files',
}
