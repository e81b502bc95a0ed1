import { z } from 'zod'
import { defineConnector } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import { type SettingsOf, saying, secret } from '../../engine/settings.ts'
import { type Asker, asker, isNotFound, type Place } from './ask.ts'
import { readJobs, readRows } from './jobs.ts'
import { readLogs } from './logs.ts'
import { List, ResourceNames, ScheduledRow, ShownJob } from './schema.ts'
import { type DirectorClock, directorClock } from './time.ts'
import { findsServer, type Server } from './version.ts'
import type { BackupJob, Baculum, ConfiguredJob, ExpectedRun } from './words.ts'

export type { BackupJob, Baculum, ConfiguredJob, Coverage, ExpectedRun, JobLog } from './words.ts'

const day = 86_400_000

const settings = {
  BACULUM_API_HOST: z
    .string()
    .refine(
      host => /^[^\s/@]+$/.test(host),
      saying(
        'should be a host name or an address alone, e.g. backup01; for https or a path set BACULUM_API_URL',
        'backup01 같은 호스트 이름이나 IP 주소만 쓰십시오. https나 경로가 필요하면 BACULUM_API_URL을 씁니다',
      ),
    )
    .optional()
    .meta({ description: 'Host of the Baculum API', example: 'backup01.example.com' }),
  BACULUM_API_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .default(9096)
    .meta({ description: 'Port of the Baculum API (Bacularis: 9097)', example: '9096' }),
  BACULUM_API_USERNAME: z
    .string()
    .min(1)
    .meta({ description: 'A user of the API with Basic authentication', example: 'report' }),
  BACULUM_API_PASSWORD: secret().meta({ description: 'That user’s password' }),
  BACULUM_API_URL: z
    .url({ protocol: /^https?$/ })
    .refine(
      url => !new URL(url).username,
      saying(
        'should carry no user; give it in BACULUM_API_USERNAME',
        '주소에 사용자를 넣지 마십시오. BACULUM_API_USERNAME에 씁니다',
      ),
    )
    .optional()
    .meta({
      description: 'Instead of host and port: for https or another path',
      example: 'https://backup01/baculum/api/v2',
    }),
}

/** Reads the jobs, logs and schedules of a Bacula director through the Baculum API, 9.6 to 15, or Bacularis. Writes nothing. */
export const baculum = defineConnector({
  name: 'baculum',
  settings,
  connect: (values: SettingsOf<typeof settings>, io: Io): Baculum => connect(placeOf(values), io),
  check: client => client.configuredJobs(),
})

function placeOf(values: SettingsOf<typeof settings>): Place {
  const { BACULUM_API_HOST: host, BACULUM_API_URL: url } = values
  if (!host && !url)
    throw new HubError('invalid', 'Set BACULUM_API_HOST, or BACULUM_API_URL for https or another path.', {
      ko: 'BACULUM_API_HOST를 설정하십시오. https나 다른 경로라면 BACULUM_API_URL을 씁니다',
    })
  const name = host?.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  const whole = new URL(url ?? `http://${name}:${values.BACULUM_API_PORT}`)
  const address = (whole.origin + whole.pathname).replace(/\/+$/, '')
  const [, base = address, apiPath] = /^(.*?)(\/api\/v\d+)$/.exec(address) ?? []
  const login = `${values.BACULUM_API_USERNAME}:${values.BACULUM_API_PASSWORD}`
  const basic = Buffer.from(login, 'utf8').toString('base64')
  return { base, apiPath, authorization: `Basic ${basic}`, secrets: [values.BACULUM_API_PASSWORD, basic] }
}

function connect(place: Place, io: Io): Baculum {
  const calls = asker(place, io)
  const clock = directorClock(io.timeZone)
  const server = findsServer(calls)
  const reading = async () => ({ asker: calls, clock, log: io.log, server: await server() })
  return {
    calls: calls.calls,
    jobs: async since => readJobs(await reading(), since),
    lastRun: async (job, good) => lastRun(await reading(), job, good),
    logs: async (ids, limits) => {
      if (ids.length === 0) return new Map()
      return readLogs({ asker: calls, apiPath: (await server()).apiPath, clock: io.clock }, ids, limits)
    },
    configuredJobs: async () => configuredJobs(calls, await server()),
    expectedRuns: async (from, to) => expectedRuns(await reading(), from, to),
  }
}

type Reading = { asker: Asker; server: Server; clock: DirectorClock }

/** A name that is not configured is ignored by the API, which then answers with any jobs; and copies bear their original's name. */
async function lastRun(reading: Reading, name: string, good: boolean): Promise<BackupJob | undefined> {
  const found: BackupJob[] = []
  const query = `name=${encodeURIComponent(name)}&limit=10${good ? '&jobstatus=T' : ''}`
  try {
    await readRows(reading, query, job => {
      if (job.name === name && (!good || job.status === 'T')) found.push(job)
    })
  } catch (error) {
    if (!isNotFound(error)) throw error // a later Bacularis says so where Baculum ignores
  }
  found.sort((a, b) => b.id - a.id)
  return found.find(job => job.type !== 'C') ?? found[0]
}

async function configuredJobs(asker: Asker, { apiPath }: Server): Promise<ConfiguredJob[]> {
  const path = `${apiPath}/jobs/resnames`
  const directors = readAs(ResourceNames, await asker.output(path), path)
  const jobs: ConfiguredJob[] = []
  for (const { director, jobs: names } of directors) {
    const enabled = await enabledJobs(asker, apiPath, directors.length > 1 ? director : undefined)
    jobs.push(...names.map(name => ({ name, director, enabled: enabled.get(name) })))
  }
  return jobs
}

/** 13 and later answer objects, 9.6 the lines that bconsole prints. Where neither works, nothing is known. */
async function enabledJobs(asker: Asker, apiPath: string, director: string | undefined): Promise<Map<string, boolean>> {
  const query = director === undefined ? '' : `&director=${encodeURIComponent(director)}`
  const enabled = new Map<string, boolean>()
  const output = await asker.output(`${apiPath}/jobs/show?output=json${query}`).catch(error => {
    if (!(error instanceof HubError)) throw error
    return []
  })
  for (const row of List.catch([]).parse(output)) {
    const shown = ShownJob.safeParse(row)
    if (shown.success) enabled.set(shown.data.name, shown.data.enabled === 1)
    const [, name, flag] = (typeof row === 'string' && /^Job: name=(.*) JobType=\d+ .*\bEnabled=(\d)/i.exec(row)) || []
    if (name) enabled.set(name, flag === '1')
  }
  return enabled
}

/**
 * Asked from noon two days earlier: Bacula counts days in steps of 24 h, which at noon survives a change of summer time,
 * and leaves out what its first day has already passed. With `days` there is no limit on the rows, without it it is 30.
 */
async function expectedRuns({ asker, server, clock }: Reading, from: Date, to: Date): Promise<ExpectedRun[]> {
  const noon = `${clock.text(new Date(from.getTime() - 2 * day)).slice(0, 10)} 12:00:00`
  const days = Math.ceil((to.getTime() - from.getTime()) / day) + 4
  const path = `${server.apiPath}/schedules/status?time=${encodeURIComponent(noon)}&days=${days}`
  const runs = new Map<string, ExpectedRun>()
  for (const row of readAs(List, await asker.output(path), path)) {
    const run = ScheduledRow.safeParse(row)
    if (!run.success) continue // the summary at the end
    const { name, client, level, schedule, schedtime_epoch } = run.data
    const at = new Date(schedtime_epoch * 1000)
    if (at < from || at >= to) continue
    runs.set(`${name}\n${at.getTime()}\n${level}`, { job: name, client, level, schedule, at })
  }
  return [...runs.values()].sort((a, b) => a.at.getTime() - b.at.getTime())
}

function readAs<T>(shape: z.ZodType<T>, output: unknown, path: string): T {
  const read = shape.safeParse(output)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new HubError(
    'invalid',
    `GET ${path}: an answer of unknown shape (${issue?.path.join('.')}: ${issue?.message}).`,
  )
}
