import type { Random } from './random.ts'
import { type Row, withRows, wordsOf } from './sync-page.ts'
import { logPages, type Site } from './sync-site.ts'
import type { World } from './world.ts'

const second = 1000
const minute = 60 * second

/** Does something to a page that keeps the hub from writing there, and returns what puts it right. */
type Blunder = (site: Site, page: string, dice: Random) => () => void

/** Now and then somebody breaks a page; somebody else mends it, all of them by `untilMs`. */
export function letBlunder(site: Site, world: World, random: Random, untilMs: number) {
  const breakPage = ({ page, blunder }: ReturnType<typeof drawn>, ms: number) => {
    if (site.broken.has(page)) return
    site.broken.add(page)
    const mend = blunder(site, page, random)
    world.after(Math.min(ms, untilMs - minute - world.time), 'mended', () => {
      mend()
      site.broken.delete(page)
    })
  }
  const times = random.chance(0.2) ? 0 : random.between(1, Math.ceil(untilMs / (6 * minute)))
  for (let left = times; left > 0; left--)
    world.after(random.between(minute, untilMs - 2 * minute), 'someone breaks a page', () =>
      breakPage(drawn(site, random), random.skewed(30 * second, 15 * minute)),
    )
  // What is refused then nothing that comes later puts right.
  if (random.chance(0.4))
    world.after(untilMs - 11 * minute, 'the last one', () =>
      breakPage({ page: site.ids.playDb, blunder: lock }, 11 * minute),
    )
}

function drawn(site: Site, random: Random): { page: string; blunder: Blunder } {
  const { playDb } = site.ids
  return random.pick([
    () => ({ page: logPages(site).at(-1)!, blunder: random.pick([renameKey, renameKey, putAway, lock]) }),
    () => ({ page: random.pick([...site.live.values()]), blunder: random.pick([putAway, lock]) }),
    () => ({ page: random.pick([...site.live.values()]), blunder: random.pick([putAway, lock]) }),
    () => ({ page: playDb, blunder: random.pick([doubleRow, doubleRow, lock]) }),
  ])()
}

/** The column by which rows are told apart is called otherwise. */
const renameKey: Blunder = (site, page) => {
  const rename = (from: string, to: string) =>
    void site.confluence.edit(page, body =>
      withRows(body, ([head, ...rest]) => [
        { ...head!, cells: head!.cells.map(cell => (wordsOf(cell) === from ? cell.replace(from, to) : cell)) },
        ...rest,
      ]),
    )
  rename('log_id', '번호')
  return () => rename('번호', 'log_id')
}

const putAway: Blunder = ({ confluence }, page) => {
  const kept = confluence.pages.get(page)!
  kept.status = 'trashed'
  return () => {
    kept.status = 'current'
  }
}

const lock: Blunder = ({ confluence }, page) => {
  const kept = confluence.pages.get(page)!
  kept.readOnly = true
  return () => {
    kept.readOnly = false
  }
}

const copied = 'data-copy="1"'

/** The row of a Play is there twice: nobody can tell which one is meant. */
const doubleRow: Blunder = (site, page, dice) => {
  const rows = (change: (all: Row[]) => Row[]) => void site.confluence.edit(page, body => withRows(body, change))
  rows(all => [...all, { ...dice.pick(all.slice(1)), open: `<tr ${copied}>` }])
  return () => rows(all => all.filter(({ open }) => !open.includes(copied)))
}
