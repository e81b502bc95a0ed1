import type { Accuse } from './check-deliveries.ts'
import { checkComparisons, checkFates } from './sync-check-fates.ts'
import { checkLive } from './sync-check-live.ts'
import { checkLog } from './sync-check-log.ts'
import { checkPlays } from './sync-check-plays.ts'
import { anchorOf, anchorsIn, entriesIn, pageAnchorOf, tableIn, wordsOf } from './sync-page.ts'
import type { Senders } from './sync-senders.ts'
import { bodyOf } from './sync-site.ts'
import type { Taken, Weeks } from './sync-weeks.ts'

/** Judges the weeks by what was answered and by what the pages hold in the end. */
export function checkWeeks(weeks: Weeks, accuse: Accuse) {
  const taken = checkTaken(weeks, accuse)
  checkLog(weeks, taken, accuse)
  checkLive(weeks, taken, accuse)
  checkPlays(weeks, taken, accuse)
  checkToDos(weeks, accuse)
  checkPeople(weeks, accuse)
  checkFates(weeks, taken, accuse)
  checkComparisons(weeks, accuse)
}

interface EventRow {
  seq: number
  id: string
  payload: string
  received: number
  again: number
}

/** What the hub has kept is what it said yes to, in its order. */
function checkTaken({ senders, disk }: Weeks, accuse: Accuse): Taken[] {
  const rows = disk.rows<EventRow>('select seq, id, payload, received, again from confluence_sync_event order by seq')
  const kept = new Map(rows.map(row => [row.id, row]))
  for (const offer of senders.offers) {
    const { event, wrong, rival, fate, error } = offer
    if (fate === 'open') accuse('unanswered', event.id)
    if (wrong && fate === 'accepted') accuse('wrong', `${event.id} (${wrong}) was accepted`)
    if (!wrong && !rival && fate === 'refused') accuse('refused', `${event.id}: ${error}`)
    if (rival && fate === 'accepted' && rival.fate === 'accepted')
      accuse('rivals', `two different events were accepted as ${event.id}`)
    if (rival && fate === 'refused' && rival.fate === 'refused') accuse('rivals', `none was accepted as ${event.id}`)
    if (fate !== 'accepted' || wrong) continue
    const row = kept.get(event.id)
    if (!row) accuse('lost', `${event.id} was accepted, and the hub does not know it`)
    else if (rival?.fate !== 'accepted') checkKept(JSON.parse(row.payload), offer, accuse)
  }
  const due = new Set(senders.offers.filter(({ fate, wrong }) => fate === 'accepted' && !wrong).map(o => o.event.id))
  for (const { id } of rows) if (!due.has(id)) accuse('phantom', `${id} is known to the hub, but was never accepted`)
  return rows.map(({ seq, payload, received, again }) => ({ ...JSON.parse(payload), seq, received, again }))
}

function checkKept(payload: Taken, { event, firstAt, lastAt }: Senders['offers'][number], accuse: Accuse) {
  const at = Date.parse(payload.created_at)
  if (event.created_at === undefined && (at < firstAt || at > lastAt))
    accuse('kept', `${event.id} is said to be of ${payload.created_at}`)
  const wanted = { ...event, created_at: event.created_at ?? payload.created_at } as Record<string, unknown>
  const folded = Object.fromEntries(
    Object.entries(wanted).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]),
  )
  const names = new Set([...Object.keys(folded), ...Object.keys(payload)])
  for (const name of names)
    if (folded[name] !== (payload as unknown as Record<string, unknown>)[name])
      accuse(
        'kept',
        `${event.id}: ${name} is ${(payload as unknown as Record<string, unknown>)[name]}, sent ${folded[name]}`,
      )
}

/** One page for each Play that was asked for, linked once from Project TODO and once from the Play DB. */
function checkToDos({ site, senders }: Weeks, accuse: Accuse) {
  const { confluence, ids, hasToDoColumn } = site
  for (const [play, { open }] of senders.asked) {
    if (open > 0) accuse('unanswered', `the ToDo page of ${play}, ${open} times`)
    const identity = `confluence-sync/todo/${play}`
    const pages = [...confluence.pages.values()].filter(({ body }) => anchorsIn(body).includes(pageAnchorOf(identity)))
    if (pages.length !== 1) accuse('todo', `${play} has ${pages.length} ToDo pages`)
    const [page] = pages
    if (!page) continue
    if (page.parent !== ids.todo) accuse('todo', `the ToDo page of ${play} is not below Project TODO`)
    const address = `href="[^"]*(?:\\b${page.id}\\b|/${play}\\+ToDo\\+List)[^"]*"`
    const linksIn = (markup: string) => markup.match(new RegExp(address, 'g'))?.length ?? 0
    const entries = (body: string) => entriesIn(body).filter(({ anchor }) => anchor === anchorOf(identity))
    const [todo, playDb] = [bodyOf(site, ids.todo), bodyOf(site, ids.playDb)]
    if (linksIn(todo) !== 1 || entries(todo).length !== 1)
      accuse('todo', `the page of ${play} is linked ${linksIn(todo)} times from Project TODO`)
    if (linksIn(playDb) !== 1 || entries(playDb).length !== (hasToDoColumn ? 0 : 1))
      accuse('todo', `the page of ${play} is linked ${linksIn(playDb)} times from the Play DB`)
    if (hasToDoColumn && linksIn(rowMarkup(playDb, play)) !== 1) accuse('todo', `the row of ${play} has no link`)
  }
}

const rowMarkup = (body: string, play: string) =>
  body.split('<tr').find(row => row.split(/<\/t[hd]>/).some(cell => wordsOf(`<tr${cell}`) === play)) ?? ''

/** What people have written is there once, as they left it. */
function checkPeople({ site, people }: Weeks, accuse: Accuse) {
  for (const { page, text } of people.words) {
    const wanted = text.startsWith('사람 글') ? `>${text}<` : text
    const times = bodyOf(site, page).split(wanted).length - 1
    if (times !== 1) accuse('words', `"${text}" stands ${times} times on page ${page}`)
  }
  for (const { page, key, text } of people.memos.values()) {
    const { head, rows } = tableIn(bodyOf(site, page))
    const memo = head.findIndex(name => name.startsWith('메모'))
    const said = rows.filter(row => row.includes(key)).map(row => row[memo])
    if (said.length !== 1 || said[0] !== text)
      accuse('memo', `page ${page}, row ${key}: "${said}" instead of "${text}"`)
  }
  for (const { page, key } of people.rows) {
    const found = tableIn(bodyOf(site, page)).rows.filter(row => key && row.includes(key)).length
    if (key && found !== 1) accuse('row', `the row ${key} that somebody has added stands ${found} times`)
  }
}
