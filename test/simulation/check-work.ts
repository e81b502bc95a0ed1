import type { Accuse } from './check-deliveries.ts'
import type { DeliveryRow, Evidence, RunRow, Timetable } from './evidence.ts'
import { auditOf, confirmationOf, echoOf, isDoomed, messagesOf, noteOf, type Order, type Owed } from './orders.ts'

/** The engine gives up a run that was running at so many ends of its process. */
const crashesForgiven = 3

/** Whatever was accepted has been done, with all that follows from it. */
export function checkOrders({ ledger, orders, applied }: Evidence, accuse: Accuse) {
  const runs = new Map(ledger.run.map(run => [`${run.task} ${run.key}`, run]))
  const deliveries = new Map(ledger.delivery.map(row => [`${row.connector} ${row.key}`, row]))
  const doomed = new Set(
    orders.filter(({ order }) => isDoomed(order)).map(({ order }) => `relay event:order:${order.key}`),
  )
  for (const run of ledger.run) checkRun(run, doomed.has(`${run.task} ${run.key}`), accuse)

  const expectRun = (task: string, key: string): RunRow | undefined => {
    const run = runs.get(`${task} ${key}`)
    if (!run) accuse('lost', `${task} ${key}: was accepted, but there is no run`)
    return run?.state === 'done' ? run : undefined
  }
  const expectDelivery = ({ peer, key }: Pick<Owed, 'peer' | 'key'>) => {
    if (!deliveries.has(`${peer} ${key}`)) accuse('lost', `${peer} ${key}: its run is done, but there is no delivery`)
  }
  const expectRelay = (order: Order) => {
    if (!expectRun('relay', `event:order:${order.key}`)) return
    const note = noteOf(order)
    for (const owed of [...messagesOf(order), ...(note ? [note] : [])]) expectDelivery(owed)
    const echo = echoOf(order)
    if (echo && expectRun('echo', `event:echo:echo/${order.key}`)) expectDelivery(echo)
  }
  const expectTally = (order: Order) => {
    expectDelivery({ peer: 'keyed', key: `tally/${order.key}` })
    const audit = auditOf(order)
    if (audit) expectDelivery(audit)
  }
  const expectConfirmation = (order: Order) => {
    const run = expectRun('confirm', order.key)
    if (!run) return
    const { peer, key } = confirmationOf(order)
    const { id } = JSON.parse(run.outcome ?? '{}') ?? {}
    const found = applied.find(one => one.peer === peer && one.key === key)
    if (!found || id !== `${peer}-${found.seq}`)
      accuse('result', `${key}: told ${run.outcome}, the peer has ${found?.seq}`)
  }

  for (const { order, accepted, confirmed } of orders) {
    if (!accepted) continue
    if (confirmed) expectConfirmation(order)
    else {
      expectRelay(order)
      if (expectRun('tally', `event:order:${order.key}`)) expectTally(order)
    }
  }
}

function checkRun({ id, task, key, state, crashes, error }: RunRow, doomed: boolean, accuse: Accuse) {
  const what = `run ${id} (${task} ${key})`
  if (state === 'failed') {
    if (!doomed && crashes < crashesForgiven) accuse('failed', `${what}: ${error}`)
  } else if (state !== 'done') accuse('stuck', `${what} is still ${state}: ${error}`)
  else if (doomed) accuse('lie', `${what} is done, but it cannot be`)
}

/** Runs of one lane that count in a table leave no gap and no number twice. */
export function checkTally({ ledger }: Evidence, accuse: Accuse) {
  const rows = ledger.delivery.filter(row => row.key.startsWith('tally/')).sort((left, right) => left.id - right.id)
  const done = ledger.run.filter(run => run.task === 'tally' && run.state === 'done').length
  if (rows.length !== done) accuse('tally', `${done} runs are done, but ${rows.length} numbers were sent`)
  for (const [index, row] of rows.entries()) {
    const { text } = JSON.parse(row.payload ?? '{}')
    if (Number.parseInt(text, 10) !== index + 1) return accuse('tally', `number ${index + 1} was sent as "${text}"`)
  }
  const stored = Number(ledger.document.find(({ key }) => key === 'orders')?.value ?? 0)
  if (stored !== done) accuse('tally', `${done} runs are done, but the table says ${stored}`)
}

const minute = 60_000
const hour = 60 * minute

/** Every time that a schedule names is accounted for, once; what has run was told, once. */
export function checkSlots(evidence: Evidence, accuse: Accuse) {
  for (const timetable of evidence.timetables) {
    const { task } = timetable
    const rows = evidence.ledger.occurrence.filter(row => row.schedule === `work/${task}`)
    const times = Map.groupBy(rows, row => row.at)
    for (const at of slotsOf(timetable, evidence.wall.first, evidence.wall.end))
      if (!times.has(at)) accuse('slot', `${task}: nothing is known of ${new Date(at).toISOString()}`)
    const valid = new Set(slotsOf(timetable, evidence.wall.first, evidence.wall.latest))
    for (const [at, found] of times) {
      const when = `${task} ${new Date(at).toISOString()}`
      if (found.length > 1) accuse('slot', `${when}: written down ${found.length} times`)
      if (!valid.has(at)) accuse('slot', `${when}: is no time of this schedule`)
      for (const row of found) {
        if (row.state === 'skipped' && !row.reason) accuse('slot', `${when}: skipped without a reason`)
        if (row.state === 'skipped' && typeof timetable.missed === 'object')
          accuse('slot', `${when}: skipped, though all are to run: ${row.reason}`)
      }
    }
    if (task !== 'watch') checkSlotsTold(evidence, timetable, rows, accuse)
  }
}

function* minutesBetween(first: number, last: number) {
  for (let at = Math.floor(first / minute) * minute + minute; at <= last; at += minute) yield at
}

const slotsOf = ({ minutes }: Timetable, first: number, last: number) =>
  [...minutesBetween(first, last)].filter(at => minutes.includes((at % hour) / minute))

function checkSlotsTold(
  { ledger }: Evidence,
  { task }: Timetable,
  rows: Evidence['ledger']['occurrence'],
  accuse: Accuse,
) {
  const told = new Map<string, number>()
  for (const { key } of ledger.delivery) {
    const [name, slot = ''] = key.split('/')
    if (name === task) told.set(slot, (told.get(slot) ?? 0) + 1)
  }
  const runs = new Map(ledger.run.map(run => [`${run.task} ${run.key}`, run.state]))
  for (const { at, state } of rows) {
    const slot = `cron:${new Date(at).toISOString()}`
    const times = told.get(slot) ?? 0
    const runState = runs.get(`${task} ${slot}`)
    if ((runState !== undefined) !== (state === 'run'))
      accuse('slot', `${task} ${slot}: ${state}, but its run is ${runState}`)
    const due = runState === 'done' ? 1 : 0
    if (times !== due) accuse('slot', `${task} ${slot}: ${state}, and told ${times} time(s)`)
    told.delete(slot)
  }
  for (const slot of told.keys()) accuse('slot', `${task} ${slot}: told, but no schedule knows of it`)
}

/** What was told of an entry of the list is one unbroken chain that ends in what the list says now. */
export function checkChanges({ ledger, items }: Evidence, accuse: Accuse) {
  const told = ledger.delivery.flatMap(toldChange).sort((left, right) => left.version - right.version)
  const latest = new Map<string, string | null>()
  for (const { id, version, before, after } of told) {
    const known = latest.get(id) ?? null
    if (known !== before) accuse('change', `${id} v${version}: told ${before} → ${after}, but last told was ${known}`)
    if (before === after) accuse('change', `${id} v${version}: told, though nothing changed`)
    latest.set(id, after)
  }
  const now = new Map(items.map(({ id, state }) => [id, state]))
  for (const id of new Set([...latest.keys(), ...now.keys()]))
    if ((latest.get(id) ?? null) !== (now.get(id) ?? null))
      accuse('change', `${id}: last told was ${latest.get(id) ?? null}, but it is ${now.get(id) ?? null}`)
  const versions = new Set(told.map(({ version }) => version))
  const version = ledger.snapshot.find(({ name }) => name === 'list')?.version ?? 0
  for (let at = 1; at <= version; at++)
    if (!versions.has(at)) accuse('change', `version ${at} of the list was told to nobody`)
  for (const at of versions)
    if (at > version) accuse('change', `version ${at} of the list was told, but never remembered`)
}

function toldChange({ key, payload, connector }: DeliveryRow) {
  const [, version, id] = /^watch\/v(\d+)\/(.+)$/.exec(key) ?? []
  if (connector !== 'keyed' || version === undefined || id === undefined) return []
  const { before, after } = JSON.parse(JSON.parse(payload ?? '{}').text) as {
    before: string | null
    after: string | null
  }
  return [{ version: Number(version), id, before, after }]
}
