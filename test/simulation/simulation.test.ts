import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { changed } from './graft.ts'
import { hunt } from './hunt.ts'
import { mutants } from './mutants.ts'
import { type Job, playAll, summarize } from './pool.ts'
import type { Report } from './scenario.ts'

describe('the simulation', () => {
  const jobs = [1, 2, 3, 1].map(seed => ({ seed, hours: 3 }))
  const played = playAll(jobs, 2, () => {})

  test('keeps every promise over several seeds', async () => {
    for (const outcome of await played) {
      const again = `npm run simulate -- --seed ${outcome.job.seed} --hours ${outcome.job.hours}`
      if (outcome.error !== undefined) assert.fail(`${again}: ${outcome.error}`)
      const { deliveries, crashes, violations } = outcome.report
      assert.deepEqual(summarize(violations), [], again)
      assert.ok(deliveries > 100 && crashes > 1, `${again} is too quiet: ${deliveries} deliveries, ${crashes} crashes`)
    }
  })

  test('takes the same course for the same seed, and another for another', async () => {
    const hashes = new Map<number, Set<string>>()
    for (const { job, report } of (await played) as { job: Job; report: Report }[])
      hashes.set(job.seed, (hashes.get(job.seed) ?? new Set()).add(report.hash))
    assert.deepEqual(
      [...hashes.values()].map(({ size }) => size),
      [1, 1, 1],
    )
    assert.equal(new Set([...hashes.values()].flatMap(set => [...set])).size, 3)
  })
})

describe('the mutants', () => {
  test('each fits the engine as it is', () => {
    const texts = new Map<string, string>()
    for (const { changes } of mutants)
      for (const { file } of changes) texts.set(file, readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'))
    for (const { name, changes } of mutants)
      for (const change of changes) changed(texts.get(change.file)!, change, `${name}: ${change.file}`)
  })

  test('one whose place is gone, or is there twice, is an error', () => {
    const change = { find: 'b', replace: 'x' }
    assert.equal(changed('abc', change, 'here'), 'axc')
    assert.throws(() => changed('ac', change, 'here'), /found 0 times/)
    assert.throws(() => changed('abb', change, 'here'), /found 2 times/)
  })

  // All of them: npm run simulate -- --mutants
  test('one of them is caught: no key', async () => {
    const lines: string[] = []
    const hunted = mutants.filter(({ name }) => name === 'no key')
    assert.equal(hunted.length, 1)
    assert.deepEqual(await hunt(line => lines.push(line), hunted), [], lines.join('\n'))
  })
})
