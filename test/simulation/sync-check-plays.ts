import type { Accuse } from './check-deliveries.ts'
import { localMinute, localMonth } from './seoul.ts'
import { tableIn } from './sync-page.ts'
import { bodyOf, countColumns } from './sync-site.ts'
import type { Taken, Weeks } from './sync-weeks.ts'
import type { World } from './world.ts'

const counted = ['activity.created', 'signal.created', 'brief.created', 'validation.completed', 'pilot.started']

type Now = Pick<Weeks, 'site' | 'disk'> & { world: World }

/** Counts, status and moment in the row of each Play are those of the last batch. */
export function checkPlays({ site, batchAt }: Weeks, taken: readonly Taken[], accuse: Accuse) {
  const { head, rows } = tableIn(bodyOf(site, site.ids.playDb))
  const at = (name: string) => head.indexOf(name)
  const shown = Map.groupBy(rows, row => row[at('play_id')]!)
  if (rows.length !== site.plays.length) accuse('play', `${rows.length} rows for ${site.plays.length} Plays`)
  for (const play of site.plays) {
    const own = shown.get(play) ?? []
    if (own.length !== 1) accuse('play', `${play} has ${own.length} rows`)
    const said = [...countColumns, 'status', 'last_updated'].map(name => own[0]?.[at(name)])
    const wanted = standingOf(
      taken.filter(event => event.play_id === play),
      batchAt,
    )
    if (said.join('|') !== wanted.join('|')) accuse('play', `${play}: ${said.join('|')} instead of ${wanted.join('|')}`)
  }
}

interface Due {
  play_id: string
  type: string
  count: number
  last: number
}

/** Where nothing is on its way any more, what counts at once is counted. */
export function checkAtOnce({ site, disk, world: { wall } }: Now, accuse: Accuse) {
  if (site.broken.has(site.ids.playDb)) return
  const { from, to } = quarterAround(wall)
  const open = disk.rows(
    `select 1 from run where task in ('play', 'weekly') and state in ('ready', 'running', 'parked')`,
  )
  if (open.length > 0) return
  const due = new Set(
    disk
      .rows<{ play_id: string }>(
        `select play_id from confluence_sync_event e join confluence_sync_due d on d.seq = e.seq and d.effect = 'play'`,
      )
      .map(({ play_id }) => play_id),
  )
  const { head, rows } = tableIn(bodyOf(site, site.ids.playDb))
  const byPlay = new Map(rows.map(row => [row[head.indexOf('play_id')], row]))
  const counts = disk.rows<Due>(
    `select play_id, type, sum(at >= ${from} and at < ${to}) as count, max(received) as last from confluence_sync_event
     where type in ('brief.created', 'validation.completed', 'pilot.started') group by play_id, type`,
  )
  for (const { play_id, type, count, last } of counts) {
    // What came in an earlier quarter was counted for that one.
    if (due.has(play_id) || last < from) continue
    const said = byPlay.get(play_id)?.[head.indexOf(countColumns[counted.indexOf(type)]!)]
    if (said !== String(count)) accuse('at once', `${play_id} has ${said} of ${type} instead of ${count}`)
  }
}

/** In milliseconds, in Seoul. */
function quarterAround(at: number): { from: number; to: number } {
  const [year, month] = localMonth(at)
  const first = month - 1 - ((month - 1) % 3)
  const start = (of: number) => Date.UTC(year, of, 1) - 9 * 3_600_000
  return { from: start(first), to: start(first + 3) }
}

function standingOf(events: readonly Taken[], batchAt: number): string[] {
  const now = events.filter(({ created_at }) => quarterOf(Date.parse(created_at)) === quarterOf(batchAt))
  const counts = counted.map(type => now.filter(event => event.type === type).length)
  const [activity = 0, signal = 0, , s2 = 0] = counts
  const validations = now.filter(({ type }) => type === 'validation.completed')
  const latest = validations.sort(
    (left, right) => Date.parse(left.created_at) - Date.parse(right.created_at) || left.seq - right.seq,
  )
  const verdict = latest.at(-1)?.result?.toLowerCase() ?? ''
  const isRed = ['no_go', 'no-go', 'fail'].includes(verdict)
  const status = isRed ? 'Red' : signal > 0 && s2 > 0 ? 'Green' : activity > 0 ? 'Amber' : 'Red'
  return [...counts.map(String), status, localMinute(batchAt)]
}

const quarterOf = (at: number) => {
  const [year, month] = localMonth(at)
  return `${year} ${Math.floor((month - 1) / 3)}`
}
