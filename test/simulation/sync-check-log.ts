import type { Accuse } from './check-deliveries.ts'
import { localMinute } from './seoul.ts'
import { anchorOf, anchorsIn, tableIn } from './sync-page.ts'
import { bodyOf, logColumns, logPages } from './sync-site.ts'
import type { Taken, Weeks } from './sync-weeks.ts'

const actions: Record<string, string> = {
  'activity.created': 'Activity',
  'signal.created': 'Signal',
  'brief.created': 'Brief',
}

/** Each event that has a row has one, with its cells, on one of the pages; in order on each page, and from page to page. */
export function checkLog({ site, people }: Weeks, taken: readonly Taken[], accuse: Accuse) {
  const due = new Map(taken.filter(({ type }) => actions[type]).map(event => [event.id, event]))
  const places = new Map<string, number>()
  let latest = 0
  for (const page of logPages(site)) {
    const { head, rows } = tableIn(bodyOf(site, page))
    const at = logColumns.map(name => head.indexOf(name))
    const theirs = new Set(people.rows.filter(row => row.page === page).map(({ key }) => key))
    const ours: Taken[] = []
    for (const row of rows) {
      const [id] = at.map(index => row[index] ?? '')
      const event = due.get(id!)
      if (!event) {
        if (!theirs.has(id!)) accuse('phantom', `page ${page} has a row ${id} that nobody sent`)
        continue
      }
      places.set(id!, (places.get(id!) ?? 0) + 1)
      if (event.again === 0) ours.push(event)
      const [wanted, said] = [cellsOf(event), at.map(index => row[index])]
      if (wanted.join('|') !== said.join('|'))
        accuse('cells', `row ${id}: ${said.join('|')} instead of ${wanted.join('|')}`)
    }
    checkOrder(page, ours, people.sorted.get(page) ?? [], site.at, accuse)
    const seqs = ours.map(({ seq }) => seq)
    if (Math.min(...seqs) < latest)
      accuse('order', `page ${page} has rows that are older than those of the page before`)
    latest = Math.max(latest, ...seqs)
  }
  for (const id of due.keys()) if (places.get(id) !== 1) accuse('row', `${id} has ${places.get(id) ?? 0} rows`)
  checkChildren(site, accuse)
}

const cellsOf = (event: Taken): string[] => [
  event.id,
  event.play_id,
  actions[event.type]!,
  event.title ?? '',
  event.url ?? '',
  event.actor ?? '',
  localMinute(Date.parse(event.created_at)),
]

/** What somebody has sorted stays as it was put; what came since stands beside it in the order of its acceptance. */
function checkOrder(page: string, ours: Taken[], sorted: readonly string[], at: 'end' | 'start', accuse: Accuse) {
  const moved = new Map(sorted.map((id, index) => [id, index]))
  const since = ours.filter(({ id }) => !moved.has(id)).sort((left, right) => left.seq - right.seq)
  const before = ours
    .filter(({ id }) => moved.has(id))
    .sort((left, right) => moved.get(left.id)! - moved.get(right.id)!)
  const wanted = at === 'end' ? [...before, ...since] : [...since.reverse(), ...before]
  const wrong = wanted.findIndex((event, index) => event !== ours[index])
  if (wrong >= 0) accuse('order', `page ${page}: row ${wrong + 1} is ${ours[wrong]!.id}, not ${wanted[wrong]!.id}`)
}

/** Each page of a month is linked once from the main one, and hardly one is much larger than it may be. */
function checkChildren(site: Weeks['site'], accuse: Accuse) {
  const [main, ...children] = logPages(site)
  const body = bodyOf(site, main!)
  // It reckons, people write, too, and each link takes its place. In a long outage the next page could not be made.
  const most = 1.5 * site.rollOverBytes + 40_000 + 800 * children.length
  const large = logPages(site).filter(page => Buffer.byteLength(bodyOf(site, page)) > most)
  if (large.length > mostLarge) accuse('size', `${large.length} pages of the Action Log are too large: ${large[0]}`)
  // One that was made just before the month ended, for a row that went to the next month's, is left empty.
  const isEmpty = (id: string) => tableIn(bodyOf(site, id)).rows.length === 0
  const empty = children.filter(isEmpty).length
  if (empty > mostEmpty) accuse('empty', `${empty} pages of the Action Log have no rows`)
  for (const id of children) {
    const { title } = site.confluence.pages.get(id)!
    const identity = `confluence-sync/action-log/${main}/${title.replace('Action Log ', '')}`
    const links = anchorsIn(body).filter(anchor => anchor === anchorOf(identity)).length
    if (links !== 1 && !(links === 0 && isEmpty(id)))
      accuse('link', `"${title}" is linked ${links} times from the Action Log`)
  }
}

const mostEmpty = 2
const mostLarge = 3
