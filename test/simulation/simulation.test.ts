import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { changed } from './graft.ts'
import { pursue } from './hunt.ts'
import { mutants } from './mutants.ts'
import { playAll, summarize } from './pool.ts'
import { play } from './scenario.ts'

describe('the simulation', () => {
  test('keeps every promise over several seeds', async () => {
    const jobs = [1, 2, 3, 4].map(seed => ({ seed, hours: 3 }))
    const outcomes = await playAll(jobs, 2, () => {})
    for (const { job, report, error } of outcomes) {
      const again = `seed ${job.seed} over ${job.hours} h`
      assert.equal(error, undefined, again)
      assert.deepEqual(summarize(report!.violations), [], again)
      assert.ok(report!.deliveries > 100 && report!.crashes > 1, `${again} is too quiet: ${JSON.stringify(report)}`)
    }
  })

  test('takes the same course for the same seed, and another for another', async () => {
    const hashes = [
      await play({ seed: 5, hours: 2 }),
      await play({ seed: 5, hours: 2 }),
      await play({ seed: 6, hours: 2 }),
    ]
    assert.equal(hashes[0]!.hash, hashes[1]!.hash)
    assert.notEqual(hashes[0]!.hash, hashes[2]!.hash)
  })

  test('a mutant whose place in the engine is gone, or is there twice, is an error', () => {
    const change = { find: 'b', replace: 'x' }
    assert.equal(changed('abc', change, 'here'), 'axc')
    assert.throws(() => changed('ac', change, 'here'), /found 0 times/)
    assert.throws(() => changed('abb', change, 'here'), /found 2 times/)
  })
})

describe('an engine that', { concurrency: 2 }, () => {
  for (const mutant of mutants)
    test(`${mutant.name}: is caught`, async () => {
      const { violation } = await pursue(mutant, [mutant.caughtBy])
      assert.ok(
        violation,
        `seed ${mutant.caughtBy.seed} over ${mutant.caughtBy.hours} h no longer catches it: npm run simulate -- --mutants finds one that does`,
      )
    })
})
