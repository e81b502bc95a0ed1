import type { Accuse } from './check-deliveries.ts'
import { type Item, itemsInJira, type Report, rowsOf, type Week, weekOf } from './deploy-jira.ts'
import { type Office, reports } from './deploy-office.ts'
import { rowsIn } from './deploy-page.ts'
import type { Disk } from './disk.ts'
import type { Moment } from './traps.ts'
import type { World } from './world.ts'

/** What the hub has remembered of one look at Jira, and what it had before. */
export interface Look {
  /** Those of one run are committed together. */
  run: number
  report: Report
  week: Week
  version: number
  before: Item[]
  items: Item[]
  /** What it has lost since, and Jira shows to nobody any more. */
  gone: Set<string>
}

/** Watches which runs the ledger commits. What they have seen must be what Jira said, and the pages must say it already. */
export interface Looks {
  readonly all: Look[]
  watch(moment: Moment): void
}

interface RunRow {
  id: number
  task: string
  input: string
  started_at: number
  ended_at: number
}

interface SnapshotRow {
  name: string
  version: number
  items: string
}

export function newLooks(world: World, disk: () => Disk, office: Office, accuse: Accuse): Looks {
  const all: Look[] = []
  const seen = new Map<string, { version: number; items: Item[] }>()
  const judged = new Set<number>()
  let suspected = false
  let last = 0

  const look = (run: RunRow, report: Report, { name, version, items: text }: SnapshotRow) => {
    const before = seen.get(name)
    if (before?.version === version) return
    if (version !== (before?.version ?? 0) + 1) accuse('look', `${name}: v${version} after v${before?.version ?? 0}`)
    const items = (JSON.parse(text) as (Item | { kind: 'layout' })[]).filter(item => item.kind !== 'layout')
    const week = weekNamed(name.split('/')[1]!)
    const isGone = ({ key }: Item) => office.jira.issues.get(key)?.hidden ?? !office.jira.issues.has(key)
    const gone = new Set((before?.items ?? []).filter(isGone).map(({ key }) => key))
    seen.set(name, { version, items })
    all.push({ run: run.id, report, week, version, before: before?.items ?? [], items, gone })
    for (const what of misread(office, report, week, items, run.started_at))
      accuse('look', `${name} v${version}: ${what}`)
  }

  const judge = (run: RunRow) => {
    const report = reports.find(({ name }) => name === JSON.parse(run.input).report)!
    const rows = disk().rows<SnapshotRow>('select name, version, items from snapshot order by name')
    for (const row of rows) if (row.name.startsWith(`${report.name}/`)) look(run, report, row)
    // The one before it may have ended after its page and before its own end.
    for (const week of run.task === 'create' ? [weekOf(world.wall, 1)] : [weekOf(world.wall), weekOf(world.wall, 1)]) {
      const name = `${report.name}/${week.name}`
      const known = seen.get(name)
      const [wanted, shown] = [known && rowsOf(known.items), rowsOn(office, `deploy-report/${name}`)]
      if (wanted && wanted.join('\n') !== shown?.join('\n'))
        accuse(
          'early',
          `${name} v${known!.version} is remembered, but its page does not say so: ${differing(wanted, shown ?? [])}`,
        )
    }
  }

  return {
    all,
    watch({ where, text = '', open }) {
      if (where !== 'statement') return
      suspected ||= /update "run"/.test(text)
      if (!suspected || open) return
      suspected = false
      const done = disk().rows<RunRow>(
        `select id, task, input, started_at, ended_at from run
          where state = 'done' and task in ('create', 'update') and ended_at >= ${last} order by ended_at, id`,
      )
      for (const run of done) {
        if (judged.has(run.id)) continue
        judged.add(run.id)
        last = run.ended_at
        judge(run)
      }
    },
  }
}

function weekNamed(name: string): Week {
  for (let after = -3; after < 6; after++) {
    const week = weekOf(Date.UTC(2026, 10, 18), after)
    if (week.name === name) return week
  }
  throw new Error(`no week ${name}`)
}

/** What nobody has touched since the look began must stand in it as it is in Jira. */
function misread(office: Office, report: Report, week: Week, items: Item[], since: number): string[] {
  const settled = ({ key, tickets = [] }: Item) =>
    [key, ...tickets.map(ticket => ticket.key)].every(one => (office.touched.get(one) ?? 0) < since)
  const now = new Map(itemsInJira(office, report, week).map(item => [`${item.kind} ${item.key}`, item]))
  const known = new Map(items.map(item => [`${item.kind} ${item.key}`, item]))
  const names = new Set([...now.keys(), ...known.keys()])
  return [...names].flatMap(name => {
    const [there, remembered] = [now.get(name), known.get(name)]
    // Whether a ticket is there hangs on the issues that link to it.
    if ([there, remembered].some(item => item && !settled(item))) return []
    if ((!there || !remembered) && name.startsWith('ticket')) return []
    if (!there || !remembered) return [`${name} is ${there ? 'missing' : 'no longer there'}`]
    const [left, right] = [there, remembered].map(item => rowsOf([{ ...item, kind: 'issue', tickets: [] }])[0])
    return left === right ? [] : [`"${right}" instead of "${left}"`]
  })
}

/** The table of the page of a report and week; undefined while there is none. */
function rowsOn({ confluence }: Pick<Office, 'confluence'>, identity: string): string[] | undefined {
  const page = pageOf({ confluence }, identity)
  return page && rowsIn(page.body, identity)
}

export const pageOf = ({ confluence }: Pick<Office, 'confluence'>, identity: string) =>
  [...confluence.pages.values()].find(({ body }) => body.includes(`dure:${identity}:`))

export const differing = (wanted: string[], shown: string[]) =>
  [
    ...wanted.filter(row => !shown.includes(row)).map(row => `- ${row}`),
    ...shown.filter(row => !wanted.includes(row)).map(row => `+ ${row}`),
  ]
    .slice(0, 4)
    .join('; ')
