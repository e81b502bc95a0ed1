import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { check } from './checker.ts'
import type { DeliveryRow, Evidence } from './evidence.ts'
import { record } from './scenario.ts'

describe('the checker reports', () => {
  let honest: Evidence
  before(async () => {
    honest = (await record({ seed: 1, hours: 2 })).evidence
  })

  const rulesOf = (evidence: Evidence) => [...new Set(check(evidence).map(({ rule }) => rule))]
  const doctored = (doctor: (evidence: Evidence) => void): string[] => {
    const copy = structuredClone({ ...honest, calls: honest.calls.map(call => ({ ...call })) })
    doctor(copy)
    return rulesOf(copy)
  }
  const must = <T>(found: T | undefined, what: string): T => {
    assert.ok(found !== undefined, `the recording has no ${what}`)
    return found
  }
  const rowOf = ({ ledger }: Evidence, fits: (row: DeliveryRow) => boolean) =>
    must(ledger.delivery.find(fits), 'such row')
  const drop = <T>(list: T[], fits: (one: T) => boolean) => void list.splice(must(indexOf(list, fits), 'such entry'), 1)
  const indexOf = <T>(list: T[], fits: (one: T) => boolean) => {
    const index = list.findIndex(fits)
    return index < 0 ? undefined : index
  }
  const done = (peer: string) => (row: DeliveryRow) => row.connector === peer && row.state === 'done'

  test('nothing wrong with an honest recording', () => {
    assert.deepEqual(check(honest), [])
    assert.ok(honest.ledger.delivery.length > 100)
  })

  const cases: [string, string, (evidence: Evidence) => void][] = [
    ['a delivery that is done but never reached its peer', 'lie', e => drop(e.applied, ({ peer }) => peer === 'keyed')],
    ['an effect that no row knows of', 'phantom', e => void e.applied.push({ ...e.applied[0]!, key: 'from nowhere' })],
    [
      'a keyed write that was applied twice',
      'twice',
      e => {
        const { key } = rowOf(e, done('keyed'))
        e.applied.push({
          ...must(
            e.applied.find(one => one.key === key),
            'effect',
          ),
          seq: 9999,
        })
      },
    ],
    [
      'an askable write that was applied twice',
      'twice',
      e => {
        const { key } = rowOf(e, done('askable'))
        e.applied.push({
          ...must(
            e.applied.find(one => one.key === key),
            'effect',
          ),
          seq: 9999,
        })
      },
    ],
    [
      'a blind write that was repeated without a doubt',
      'repeated',
      e => {
        const name = rowOf(
          e,
          row =>
            done('repeat')(row) && e.calls.filter(({ key }) => key === row.key).every(({ fate }) => fate === 'told'),
        )
        e.applied.push({
          ...must(
            e.applied.find(one => one.key === name.key),
            'effect',
          ),
          seq: 9999,
        })
      },
    ],
    [
      'a repeat that the row does not admit',
      'uncounted',
      e => {
        const row = rowOf(e, done('repeat'))
        e.cuts.set(`repeat ${row.key}`, 5)
        e.applied.push({
          ...must(
            e.applied.find(one => one.key === row.key),
            'effect',
          ),
          seq: 9999,
        })
      },
    ],
    [
      'a miss without a doubt',
      'missed',
      e => {
        const row = rowOf(
          e,
          row => done('miss')(row) && e.calls.filter(({ key }) => key === row.key).every(({ fate }) => fate === 'told'),
        )
        row.state = 'missed'
      },
    ],
    [
      'two messages of one lane in the wrong order',
      'order',
      e => {
        const [first, second] = e.ledger.delivery.filter(row => row.lane === 'tally')
        const [one, other] = [first, second].map(row =>
          must(
            e.applied.find(({ key }) => key === row?.key),
            'effect',
          ),
        )
        ;[one!.key, other!.key] = [other!.key, one!.key]
      },
    ],
    [
      'a message that was changed on its way',
      'content',
      e => {
        must(
          e.applied.find(({ peer }) => peer === 'keyed'),
          'effect',
        ).text = 'something else'
      },
    ],
    [
      'a result that the peer never gave',
      'result',
      e => {
        rowOf(e, done('keyed')).result = '{"id":"keyed-9999"}'
      },
    ],
    [
      'a delivery given up without need',
      'failed',
      e => {
        rowOf(e, done('keyed')).state = 'failed'
      },
    ],
    [
      'a delivery that is still under way',
      'stuck',
      e => {
        rowOf(e, done('keyed')).state = 'sending'
      },
    ],
    [
      'a lane that is still open',
      'stuck',
      e => void e.ledger.lane.push({ connector: 'keyed', name: 'east', due_at: 1 }),
    ],
    [
      'a run that is still under way',
      'stuck',
      e => {
        e.ledger.run[0]!.state = 'running'
      },
    ],
    [
      'a run that failed without need',
      'failed',
      e => {
        Object.assign(
          must(
            e.ledger.run.find(({ task }) => task === 'tally'),
            'run',
          ),
          { state: 'failed' },
        )
      },
    ],
    ['an accepted order without a run', 'lost', e => drop(e.ledger.run, ({ task }) => task === 'relay')],
    [
      'a run whose messages were not written down',
      'lost',
      e => drop(e.ledger.delivery, ({ key }) => key.startsWith('relay/')),
    ],
    [
      'a message of an attempt that failed',
      'leak',
      e => void e.ledger.delivery.push({ ...rowOf(e, done('keyed')), key: 'leak/o1/1' }),
    ],
    [
      'a number that was given twice',
      'tally',
      e => {
        rowOf(e, ({ lane }) => lane === 'tally').payload = '{"lane":"tally","text":"2 twice"}'
      },
    ],
    ['a slot that nobody knows of', 'slot', e => drop(e.ledger.occurrence, ({ schedule }) => schedule === 'work/slot')],
    ['a slot that was written down twice', 'slot', e => void e.ledger.occurrence.push({ ...e.ledger.occurrence[0]! })],
    [
      'a slot that was told twice',
      'slot',
      e => {
        const row = rowOf(e, ({ key }) => key.startsWith('slot/'))
        e.ledger.delivery.push({ ...row, key: `${row.key}0` })
      },
    ],
    [
      'a slot at a time that is on no schedule',
      'slot',
      e => {
        e.ledger.occurrence[0]!.at += 60_000
      },
    ],
    ['a change that was not told', 'change', e => drop(e.ledger.delivery, ({ key }) => /^watch\/v\d+\//.test(key))],
    ['a list that ends otherwise than was told', 'change', e => void e.items.push({ id: 'new', state: 'A' })],
    ['a line that stands twice on its page', 'page', e => void e.pages.lines.push(e.pages.lines[0]!)],
    [
      'a line of a person that was overwritten',
      'page',
      e => {
        const line = must(e.pages.byHand[0], 'line by hand')
        e.pages.lines = e.pages.lines.filter(one => one !== line)
      },
    ],
    ['what a peer complained of', 'impatient', e => void e.complaints.push({ rule: 'impatient', detail: 'too soon' })],
  ]
  for (const [name, rule, doctor] of cases)
    test(name, () => assert.ok(doctored(doctor).includes(rule), `${rule} was not among ${doctored(doctor)}`))
})
