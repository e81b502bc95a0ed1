import type { Applied } from './calls.ts'
import type { Kind } from './connectors.ts'
import type { DeliveryRow, Evidence, Violation } from './evidence.ts'

/** Where the checker says what is wrong. */
export type Accuse = (rule: Violation['rule'], detail: string) => void

const nameOf = (peer: string, key: string) => `${peer} ${key}`

/** What the ledger says was delivered, against what the peers have seen. */
export function checkDeliveries(evidence: Evidence, accuse: Accuse) {
  const applied = Map.groupBy(evidence.applied, one => nameOf(one.peer, one.key))
  const doubts = doubtsOf(evidence)
  const rows = new Set<string>()
  for (const row of evidence.ledger.delivery) {
    const name = nameOf(row.connector, row.key)
    rows.add(name)
    const seen = applied.get(name) ?? []
    const byHand = evidence.touched.has(name)
    checkState(row, seen, { doubts: doubts.get(name) ?? 0, byHand }, accuse)
    checkTimes(row, seen, doubts.get(name) ?? 0, accuse)
    checkContent(row, seen, accuse)
  }
  for (const [name, seen] of applied)
    if (!rows.has(name)) accuse('phantom', `${name}: applied ${seen.length} time(s), but no row knows of it`)
  for (const { connector, key } of evidence.ledger.delivery)
    if (key.startsWith('leak/')) accuse('leak', `${connector} ${key}: sent by an attempt that failed`)
  for (const lane of evidence.ledger.lane)
    accuse('stuck', `lane ${lane.connector}/${lane.name} is still open, due ${lane.due_at}`)
  const untouched = evidence.ledger.delivery.filter(row => !evidence.touched.has(nameOf(row.connector, row.key)))
  checkOrder(untouched, applied, accuse)
  checkPages(evidence, accuse)
}

/** How often nobody could know whether a write had arrived, by its name. */
function doubtsOf({ calls, cuts }: Evidence): Map<string, number> {
  const doubts = new Map(cuts)
  for (const { peer, key, fate } of calls) {
    if (fate !== 'doubtful' && fate !== 'open') continue
    const name = nameOf(peer, key)
    doubts.set(name, (doubts.get(name) ?? 0) + 1)
  }
  return doubts
}

function checkState(row: DeliveryRow, seen: Applied[], known: { doubts: number; byHand: boolean }, accuse: Accuse) {
  const what = `${row.connector} ${row.key} (delivery ${row.id})`
  const poison = row.payload !== null && JSON.parse(row.payload).poison === true
  switch (row.state) {
    case 'done':
      if (seen.length === 0) accuse('lie', `${what}: is done, but the peer has never seen it`)
      if (poison) accuse('lie', `${what}: is done, but the peer refuses such a thing`)
      return
    case 'failed':
      if (!poison) accuse('failed', `${what}: given up for no reason: ${row.error}`)
      return
    case 'dropped':
      if (!poison || !known.byHand) accuse('failed', `${what}: dropped by nobody`)
      return
    case 'missed':
      if (row.connector !== 'miss') accuse('missed', `${what}: its peer can be asked or may be told twice`)
      else if (known.doubts === 0) accuse('missed', `${what}: though its fate was known: ${row.error}`)
      return
    default:
      accuse('stuck', `${what}: is still ${row.state}: ${row.error}`)
  }
}

/** How often each peer may see a key. */
function checkTimes(row: DeliveryRow, seen: Applied[], doubts: number, accuse: Accuse) {
  const what = `${row.connector} ${row.key} (delivery ${row.id})`
  if (row.connector === 'repeat') {
    if (seen.length > 1 + doubts)
      accuse('repeated', `${what}: applied ${seen.length} times, though its fate was unknown only ${doubts} time(s)`)
    if (seen.length - 1 > row.repeats)
      accuse('uncounted', `${what}: applied ${seen.length} times, the row admits ${row.repeats} repeat(s)`)
  } else if (seen.length > 1) accuse('twice', `${what}: applied ${seen.length} times`)
}

function checkContent(row: DeliveryRow, seen: Applied[], accuse: Accuse) {
  const { text } = JSON.parse(row.payload ?? '{}')
  for (const one of seen)
    if (one.text !== text) accuse('content', `${row.connector} ${row.key}: the peer has ${one.text}, the row ${text}`)
  if (row.state !== 'done' || row.connector === 'page') return
  const { id } = JSON.parse(row.result ?? '{}') ?? {}
  if (!seen.some(one => `${one.peer}-${one.seq}` === id))
    accuse('result', `${row.connector} ${row.key}: remembers ${row.result}, which the peer has not answered`)
}

/** In a lane nothing comes before what was added earlier with at least its priority. */
function checkOrder(rows: DeliveryRow[], applied: Map<string, Applied[]>, accuse: Accuse) {
  for (const lane of Map.groupBy(rows, row => nameOf(row.connector, row.lane)).values()) {
    const last = new Map<number, { seq: number; row: DeliveryRow }>()
    for (const row of lane.sort((left, right) => left.id - right.id)) {
      const first = applied.get(nameOf(row.connector, row.key))?.[0]
      if (!first || row.place !== null) continue
      for (const [priority, earlier] of last)
        if (priority >= row.priority && earlier.seq > first.seq)
          accuse(
            'order',
            `${row.connector}/${row.lane}: ${row.key} came before ${earlier.row.key}, which was added earlier`,
          )
      if ((last.get(row.priority)?.seq ?? -1) < first.seq) last.set(row.priority, { seq: first.seq, row })
    }
  }
}

function checkPages({ pages, ledger }: Evidence, accuse: Accuse) {
  const times = new Map<string, number>()
  for (const line of pages.lines) times.set(line, (times.get(line) ?? 0) + 1)
  const due = ledger.delivery
    .filter(row => row.connector === ('page' satisfies Kind) && row.state === 'done')
    .map(row => row.key)
  for (const line of [...due, ...pages.byHand])
    if (times.get(line) !== 1) accuse('page', `${line}: stands ${times.get(line) ?? 0} times on its page`)
}
