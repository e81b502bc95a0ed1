import type { PageChanged, Values } from '../../connectors/confluence/index.ts'
import type { EventType } from './event.ts'
import { countsOf, verdictOf } from './history.ts'
import { type CountName, type Ctx, countNames, type Options } from './options.ts'
import { type Quarter, quarterAt } from './quarter.ts'
import { type Standing, statusOf } from './status.ts'
import type { Tables } from './tables.ts'
import { minuteOf, statusCell } from './view.ts'

type Cell = CountName | 'status'

/** What an event changes in its Play's row at once; the weekly batch writes all of it. */
export function cellsChangedBy({ counts }: Options, type: EventType): Cell[] {
  const counted = countNames.filter(name => counts[name].includes(type))
  return type === 'validation.completed' ? [...counted, 'status'] : counted
}

const allCells: readonly Cell[] = [...countNames, 'status']

/** Rows that the weekly batch could not write: under which key, by Play. They are written as soon as it can be done. */
export const unwrittenRows = (ctx: Pick<Ctx, 'table'>) => ctx.table<string>('unwritten')

/** Plays that had no row when one was to be written, with the page that was looked at. */
export const absentRows = (ctx: Pick<Ctx, 'table'>) => ctx.table<string>('absent')

export const rowless = (play: string) => `The Play DB has no row for ${play}: add one`

export interface Tally {
  play: string
  page: string
  /** Unique for each writing of a row. */
  key: string
  quarter?: Quarter
  cells?: readonly Cell[]
}

/** Writes what the history says of a Play, quarter to date, into its row of the Play DB. */
export async function tally(ctx: Ctx, { play, page, key, quarter, cells = allCells }: Tally): Promise<PageChanged> {
  const standing = await standingOf(ctx, play, quarter ?? quarterAt(ctx.now, ctx.timeZone))
  const { table, columns } = ctx.options.play_db
  const change = { op: 'update', key: play, values: valuesOf(ctx, standing, cells) } as const
  const row = { kind: 'row', table, key: columns.play_id, change } as const
  const about = `play/${play}`
  const changed = await ctx.confluence.changePage({ page, change: row }, key, { about })
  const absent = absentRows(ctx)
  if (changed.outcome === 'absent') absent.put(play, page)
  else if ((await absent.get(play)) !== undefined) absent.delete(play)
  return changed
}

async function standingOf({ db, options }: Ctx, play: string, quarter: Quarter): Promise<Standing> {
  const history = db<Tables>()
  const byType = await countsOf(history, play, quarter)
  const count = (name: CountName) => options.counts[name].reduce((sum, type) => sum + (byType[type] ?? 0), 0)
  const counts = Object.fromEntries(countNames.map(name => [name, count(name)])) as Standing['counts']
  return { counts, verdict: await verdictOf(history, play, quarter) }
}

function valuesOf({ options, now, timeZone }: Ctx, standing: Standing, cells: readonly Cell[]): Values {
  const { columns } = options.play_db
  const status = statusOf(options.status, standing)
  const cellOf = (cell: Cell): Values[string] => {
    if (cell !== 'status') return standing.counts[cell]
    // Where no rule holds, people's word stands.
    return status && statusCell(status)
  }
  const said = cells.map(cell => [columns[cell], cellOf(cell)] as const)
  return Object.fromEntries([...said, [columns.last_updated, minuteOf(now, timeZone)]])
}
