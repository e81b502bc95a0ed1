import type { Random } from './random.ts'
import { entriesIn, type Row, tableIn, withRows, wordsOf } from './sync-page.ts'
import { bodyOf, logPages, own, type Site } from './sync-site.ts'
import type { World } from './world.ts'

/** Those who write on the pages, whatever the hub is doing. They leave keys and the hub's columns alone. */
export interface People {
  /** One edit of a page, of any kind. */
  edit(page?: string): void
  readonly edits: number
  /** Words that stand on a page once each; rewritten they are others. */
  readonly words: { page: string; text: string }[]
  /** What they have written into their column, by page and key of the row. */
  readonly memos: Map<string, { page: string; key: string; text: string }>
  /** Rows that they have added. */
  readonly rows: { page: string; key: string }[]
  /** The order of the rows of a page as somebody has last put them. */
  readonly sorted: Map<string, string[]>
}

type State = Omit<People, 'edit' | 'edits'> & { site: Site; serial: number }
type Edit = (state: State, page: string, dice: Random) => void

const minute = 60_000

export function newPeople(site: Site, random: Random): People {
  const state: State = { site, serial: 0, words: [], memos: new Map(), rows: [], sorted: new Map() }
  const { todo, playDb } = site.ids
  let edits = 0
  const somewhere = () => {
    const lives = [...site.live.values()]
    return random.pick([todo, playDb, random.pick(logPages(site)), random.pick(lives), random.pick(lives)])
  }
  return {
    ...state,
    get edits() {
      return edits
    },
    edit(page = somewhere()) {
      const lots = editsOf(state, page)
      if (lots.length === 0 || site.broken.has(page)) return
      edits += 1
      random.pick(lots)(state, page, random)
    },
  }
}

/** Lets them work until `untilMs`. */
export function letWrite(people: People, world: World, random: Random, untilMs: number) {
  const meanMs = random.between(2, 8) * minute
  const next = () => {
    if (world.time > untilMs) return
    people.edit()
    world.after(-Math.log(1 - random.next()) * meanMs, 'someone edits a page', next)
  }
  world.after(minute, '', next)
}

/** What is done to a page of its kind; what stands there often is done often. */
function editsOf({ site }: State, page: string): Edit[] {
  const { todo, playDb } = site.ids
  if (page === todo) return [write, rewrite, renameToDo]
  if (page === playDb) return [write, rewrite, note, note, note, moveColumn, sort, addPlay]
  if (logPages(site).includes(page)) return [write, rewrite, note, note, note, note, addRow, moveColumn, rename, sort]
  if ([...site.live.values()].includes(page)) return [write, rewrite, change, change, change, change]
  return []
}

/** Before a heading, between or before blocks at the top, or at the very end. */
const write: Edit = (state, page, dice) => {
  const text = `사람 글 ${++state.serial} ${dice.pick(['연기', '확인 &amp; 끝', '<strong>급함</strong>'])} .`
  state.words.push({ page, text })
  state.site.confluence.edit(page, body => {
    const places = [...body.matchAll(/<(?:h2|table)\b/g)].map(({ index }) => index)
    const at = dice.pick([...places, body.length])
    return `${body.slice(0, at)}<p>${text}</p>${body.slice(at)}`
  })
}

const rewrite: Edit = (state, page, dice) => {
  const mine = state.words.filter(word => word.page === page && word.text.startsWith('사람 글'))
  if (mine.length === 0) return write(state, page, dice)
  const word = dice.pick(mine)
  const before = word.text
  word.text = before.replace(/ \.$/, ' 고침 .')
  state.site.confluence.edit(page, body => body.replace(`>${before}<`, () => `>${word.text}<`))
}

/** Behind the words of an entry. */
const change: Edit = (state, page, dice) => {
  const entries = entriesIn(bodyOf(state.site, page))
  if (entries.length === 0) return write(state, page, dice)
  // What is new is talked about.
  const { end } = dice.chance(0.5) ? dice.pick(entries.slice(-20)) : dice.pick(entries)
  const text = ` (고침 ${++state.serial})`
  state.words.push({ page, text })
  state.site.confluence.edit(page, body => `${body.slice(0, end)}${text}${body.slice(end)}`)
}

const ownColumn = (head: readonly string[]) => head.findIndex(name => name.startsWith(own))
const cell = (text: string) => `<td><p>${text}</p></td>`

/** The Action Log has a column `play_id`, too, which is no key there. */
function lookAt({ site }: State, page: string) {
  const { head, rows } = tableIn(bodyOf(site, page))
  const name = page === site.ids.playDb ? 'play_id' : 'log_id'
  return { head, rows, key: head.indexOf(name), memo: ownColumn(head) }
}

const note: Edit = (state, page, dice) => {
  const { rows, key, memo } = lookAt(state, page)
  const keyed = rows.filter(row => row[key])
  if (keyed.length === 0) return write(state, page, dice)
  const chosen = dice.pick(keyed)[key]!
  const text = `비고 ${++state.serial}`
  state.memos.set(`${page} ${chosen}`, { page, key: chosen, text })
  editRows(state, page, ([head, ...rest]) => [
    head!,
    ...rest.map(row =>
      wordsOf(row.cells[key]!) === chosen ? { ...row, cells: row.cells.with(memo, cell(text)) } : row,
    ),
  ])
}

const editRows = ({ site }: State, page: string, change: (all: Row[]) => Row[]) =>
  void site.confluence.edit(page, body => withRows(body, change))

const addRow: Edit = (state, page, dice) => {
  const { head, key, memo } = lookAt(state, page)
  const number = ++state.serial
  const name = dice.chance(0.7) ? `사람-${number}` : ''
  const values = head.map((_, index) => (index === key ? name : index === memo ? `비고 ${number}` : ''))
  state.rows.push({ page, key: name })
  if (name) state.memos.set(`${page} ${name}`, { page, key: name, text: `비고 ${number}` })
  else state.words.push({ page, text: `>비고 ${number}<` })
  editRows(state, page, all => all.toSpliced(dice.between(1, all.length), 0, { open: '<tr>', cells: values.map(cell) }))
}

const mostPlays = 3

const addPlay: Edit = (state, page, dice) => {
  const added = state.rows.filter(row => row.page === page).length
  if (added >= mostPlays) return note(state, page, dice)
  const { head, key } = lookAt(state, page)
  const name = `NEW_Play_N${added}`
  state.rows.push({ page, key: name })
  editRows(state, page, all => [
    ...all,
    { open: '<tr>', cells: head.map((_, index) => cell(index === key ? name : '')) },
  ])
  state.site.plays.push(name)
}

const moveColumn: Edit = (state, page, dice) => {
  const { head } = lookAt(state, page)
  const [from, to] = [dice.between(0, head.length - 1), dice.between(0, head.length - 1)]
  editRows(state, page, all =>
    all.map(row => ({ ...row, cells: row.cells.toSpliced(from, 1).toSpliced(to, 0, row.cells[from]!) })),
  )
}

/** Their own. */
const rename: Edit = (state, page) => {
  const { memo } = lookAt(state, page)
  const name = `<th><p>${own} ${++state.serial}</p></th>`
  editRows(state, page, ([head, ...rest]) => [{ ...head!, cells: head!.cells.with(memo, name) }, ...rest])
}

const sort: Edit = (state, page, dice) => {
  const { head, rows, key } = lookAt(state, page)
  // Few do it, and not to a page that changes all the time.
  if (rows.length === 0 || dice.chance(0.8)) return note(state, page, dice)
  const by = dice.between(0, head.length - 1)
  const sign = dice.pick([1, -1])
  const compare = (left: Row, right: Row) => {
    const [one, other] = [left, right].map(row => wordsOf(row.cells[by]!)) as [string, string]
    return one === other ? 0 : sign * (one < other ? -1 : 1)
  }
  editRows(state, page, ([first, ...rest]) => [first!, ...rest.sort(compare)])
  const { rows: after } = tableIn(bodyOf(state.site, page))
  state.sorted.set(
    page,
    after.map(row => row[key]!),
  )
}

/** One that is linked already: by then the hub knows it by its id. */
const renameToDo: Edit = (state, page, dice) => {
  const { confluence } = state.site
  const body = bodyOf(state.site, page)
  const isLinked = (id: string, title: string) =>
    body.includes(`/${id}`) || body.includes(`/${title.replaceAll(' ', '+')}"`)
  const below = [...confluence.pages.values()].filter(({ parent }) => parent === page)
  const linked = below.filter(({ id, title }) => isLinked(id, title))
  if (linked.length === 0) return write(state, page, dice)
  const chosen = dice.pick(linked)
  chosen.title = `할 일 ${++state.serial}`
  confluence.edit(chosen.id, body => body)
}
