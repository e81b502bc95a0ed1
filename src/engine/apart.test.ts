import { deepEqual, equal, ok, rejects, throws } from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import test from 'node:test'
import { promisify } from 'node:util'
import type { Worker } from 'node:worker_threads'
import { keepHere } from './apart.ts'
import { busy, leaving, mistaken, refusing, where } from './apart-testing.ts'
import { HubError } from './error.ts'

const long = 'ten or more'

test('what is short is worked on at once, and what is long in a thread of its own', async () => {
  equal(where('short'), 'here')
  equal(await where(long), 'apart')
  equal(await where('a', [{ more: ['b', 'c', { is: '1234567' }] }]), 'apart')
  deepEqual(await Promise.all([where(long), where('short'), where(long)]), ['apart', 'here', 'apart'])
})

test('where a world stands still meanwhile, long work stays here too', async () => {
  const leave = keepHere()
  equal(where(long), 'here')
  leave()
  equal(await where(long), 'apart')
})

test('what is refused apart is refused here with all that belongs to it', async () => {
  const [near, far] = [refusalOf(() => refusing('short')), refusalOf(() => refusing(long))]
  for (const [text, refusal] of [
    ['short', await near],
    [long, await far],
  ] as const) {
    const { code, message, ko, field, retryAfterMs, arrived, cause } = refusal
    deepEqual([code, message, ko, field], ['rate_limited', text, '안 됨', { name: 'text', example: 7 }])
    deepEqual([retryAfterMs, arrived, (cause as Error).message], [5, 'maybe', 'because'])
  }
})

async function refusalOf(act: () => unknown): Promise<HubError> {
  try {
    await act()
  } catch (error) {
    ok(error instanceof HubError)
    return error
  }
  throw new Error('nothing was refused')
}

test('what is thrown by mistake is still one', async () => {
  throws(() => mistaken('short'), RangeError)
  await rejects(async () => mistaken(long), RangeError)
})

test('everything else goes on while it works', async () => {
  await where(long)
  let [turns, done] = [0, false]
  const turn = () => {
    turns++
    if (!done) setImmediate(turn)
  }
  turn()
  equal(await busy(long, 300), long.length)
  done = true
  ok(turns > 100, `${turns} turns`)
})

test('a thread that ends in the middle is told of, and the next call has another one', async () => {
  await rejects(async () => leaving(long), { code: 'unavailable', arrived: 'no', message: /ended: .*3/, ko: /스레드/ })
  equal(await where(long), 'apart')
})

test('a thread that is asked nothing for some seconds ends, and another one begins when it is needed', async () => {
  await rejects(async () => leaving(long))
  const started = new Promise<Worker>(resolve => process.once('worker', resolve))
  equal(await where(long), 'apart')
  await once(await started, 'exit')
  equal(await where(long), 'apart')
})

test('a process ends as soon as it has nothing else to do, but not before it has its answer', async () => {
  const module = JSON.stringify(import.meta.resolve('./apart-testing.ts'))
  const code = `import { busy } from ${module}; busy('ten or more', 200).then(length => console.log(length))`
  const before = performance.now()
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])
  equal(stdout.trim(), '11')
  ok(performance.now() - before < 4500)
})
