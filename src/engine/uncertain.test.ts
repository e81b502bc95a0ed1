import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../test/stores.ts'
import { clerk, desk, type Kind } from './desk-testing.ts'
import { resolveDelivery, retryDelivery } from './ledger/hand.ts'
import { type Bench, bench } from './testing.ts'

const byHand = { cause: 'hand' }
const letters = (kind: Kind, ...texts: string[]) => ({ kind, letters: texts.map(text => ({ text, tray: 't' })) })
const statesOf = async (hub: Bench) =>
  (await hub.deliveries()).filter(({ write }) => write !== 'alarm').map(({ state }) => state)

/** kind of write, whether the lost letter had arrived, what the far side says of it → what becomes of it. */
const fates: {
  kind: Kind
  had: 'lost' | 'cut'
  verdict: 'ask the desk' | 'absent' | 'unknown'
  ends: string
  calls: number
  arrivals: number
  repeats: number
}[] = [
  { kind: 'put', had: 'lost', verdict: 'unknown', ends: 'done', calls: 2, arrivals: 2, repeats: 0 },
  { kind: 'repeat', had: 'lost', verdict: 'unknown', ends: 'done', calls: 2, arrivals: 2, repeats: 1 },
  { kind: 'repeat', had: 'cut', verdict: 'unknown', ends: 'done', calls: 2, arrivals: 1, repeats: 1 },
  { kind: 'miss', had: 'lost', verdict: 'unknown', ends: 'missed', calls: 1, arrivals: 1, repeats: 0 },
  { kind: 'miss', had: 'cut', verdict: 'unknown', ends: 'missed', calls: 1, arrivals: 0, repeats: 0 },
  { kind: 'ask', had: 'lost', verdict: 'unknown', ends: 'uncertain', calls: 1, arrivals: 1, repeats: 0 },
  { kind: 'knownRepeat', had: 'lost', verdict: 'ask the desk', ends: 'done', calls: 1, arrivals: 1, repeats: 0 },
  { kind: 'knownRepeat', had: 'cut', verdict: 'ask the desk', ends: 'done', calls: 2, arrivals: 1, repeats: 0 },
  { kind: 'knownRepeat', had: 'lost', verdict: 'unknown', ends: 'done', calls: 2, arrivals: 2, repeats: 1 },
  { kind: 'knownMiss', had: 'lost', verdict: 'ask the desk', ends: 'done', calls: 1, arrivals: 1, repeats: 0 },
  { kind: 'knownMiss', had: 'cut', verdict: 'absent', ends: 'done', calls: 2, arrivals: 1, repeats: 0 },
  { kind: 'knownMiss', had: 'lost', verdict: 'unknown', ends: 'missed', calls: 1, arrivals: 1, repeats: 0 },
  { kind: 'knownAsk', had: 'lost', verdict: 'ask the desk', ends: 'done', calls: 1, arrivals: 1, repeats: 0 },
  { kind: 'knownAsk', had: 'cut', verdict: 'absent', ends: 'done', calls: 2, arrivals: 1, repeats: 0 },
  { kind: 'knownAsk', had: 'lost', verdict: 'unknown', ends: 'uncertain', calls: 1, arrivals: 1, repeats: 0 },
]

eachStore(
  'the uncertain is not guessed',
  ({ open }) => {
    for (const { kind, had, verdict, ends, calls, arrivals, repeats } of fates) {
      test(`an answer is lost: ${kind}, ${had}, the far side says ${verdict} → ${ends}`, async () => {
        const far = desk()
        far.state.verdict = verdict
        far.answer('a', had)
        const hub = await bench({ automations: [clerk(far)], store: await open() })
        await hub.run('clerk/send', letters(kind, 'a'))
        await hub.workOff(5 * 60_000)
        const [delivery] = await hub.deliveries()
        assert.deepEqual(
          { ends: delivery!.state, calls: far.calls.length, arrivals: far.arrived.length, repeats: delivery!.repeats },
          { ends, calls, arrivals, repeats },
        )
        await hub.stop()
      })
    }

    for (const [kind, ends, calls] of [
      ['put', 'done', 2],
      ['repeat', 'done', 2],
      ['miss', 'missed', 1],
      ['ask', 'uncertain', 1],
      ['knownAsk', 'done', 1],
    ] as const)
      test(`a crash in mid-air leaves a doubt: ${kind} → ${ends}`, async () => {
        const far = desk()
        far.state.verdict = 'ask the desk'
        far.answer('a', 'hang')
        const hub = await bench({ automations: [clerk(far)], store: await open() })
        await hub.engine.run('clerk/send', letters(kind, 'a'), { key: 'k', ...byHand })
        await hub.clock.settle()
        assert.deepEqual(await statesOf(hub), ['sending'])
        hub.kill()
        far.release('a')
        await hub.clock.settle()
        assert.deepEqual(await statesOf(hub), ['sending'])
        await hub.restart()
        await hub.workOff(5 * 60_000)
        const [delivery] = await hub.deliveries()
        assert.equal(delivery!.state, ends)
        assert.equal(far.calls.length, calls)
        assert.equal(delivery!.repeats, kind === 'repeat' ? 1 : 0)
        await hub.stop()
      })

    test('a far side that cannot be asked just now is asked again, and nothing is sent before it has answered', async () => {
      const far = desk()
      far.answer('a', 'lost')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.engine.run('clerk/send', letters('knownMiss', 'a'), { key: 'k', ...byHand })
      await hub.clock.settle()
      far.state.verdict = 'silent'
      await hub.workOff(60_000)
      assert.ok(far.state.asked > 2)
      assert.equal((await hub.deliveries())[0]!.doubt, 1)
      assert.deepEqual(far.calls, ['a'])
      far.state.verdict = 'ask the desk'
      await hub.workOff()
      assert.deepEqual(await statesOf(hub), ['done'])
      assert.deepEqual(far.calls, ['a'])
      await hub.stop()
    })

    test('under ask an uncertain delivery holds its lane for 10 minutes, then steps aside', async () => {
      const far = desk()
      far.answer('a', 'lost')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.engine.run('clerk/send', letters('ask', 'a', 'b'), { key: 'k', ...byHand })
      await hub.clock.settle()
      await hub.clock.advance(5 * 60_000)
      await hub.engine.run('clerk/send', letters('ask', 'c'), { key: 'l', ...byHand })
      await hub.clock.advance(4 * 60_000)
      assert.deepEqual(far.calls, ['a'])
      await hub.clock.advance(61_000)
      assert.deepEqual(far.texts(), ['a', 'b', 'c'])
      assert.deepEqual(await statesOf(hub), ['uncertain', 'done', 'done'])
      await hub.stop()
    })

    test('the lane is held although the uncertain delivery was the last in it', async () => {
      const far = desk()
      far.answer('a', 'lost')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.run('clerk/send', letters('ask', 'a'))
      await hub.clock.settle()
      await hub.engine.run('clerk/send', letters('ask', 'b'), { key: 'l', ...byHand })
      await hub.clock.advance(60_000)
      assert.deepEqual(far.calls, ['a'])
      const [delivery] = await hub.deliveries()
      await hub.store.commit(tx => resolveDelivery(tx, hub.clock.now().getTime(), delivery!.id, { arrived: null }))
      await hub.workOff(15_000)
      assert.deepEqual(far.calls, ['a', 'b'])
      await hub.stop()
    })

    test('what a person wants sent again goes before what came after it', async () => {
      const far = desk()
      far.answer('a', 'cut')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.run('clerk/send', letters('ask', 'a', 'b'))
      await hub.clock.advance(1000)
      const [delivery] = await hub.deliveries()
      await hub.store.commit(tx => resolveDelivery(tx, hub.clock.now().getTime(), delivery!.id, 'again'))
      await hub.workOff(60_000)
      assert.deepEqual(far.texts(), ['a', 'b'])
      await hub.stop()
    })

    test('what was missed goes out when a person retries it', async () => {
      const far = desk()
      far.answer('a', 'cut')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.run('clerk/send', letters('miss', 'a'))
      await hub.workOff(60_000)
      assert.deepEqual(await statesOf(hub), ['missed'])
      const [delivery] = await hub.deliveries()
      await hub.store.commit(tx => retryDelivery(tx, hub.clock.now().getTime(), delivery!.id))
      await hub.workOff(60_000)
      assert.deepEqual(await statesOf(hub), ['done'])
      assert.deepEqual(far.texts(), ['a'])
      await hub.stop()
    })
  },
  ['memory'],
)
