import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assertFits } from './graft.ts'
import { hunt, oneWeek } from './hunt.ts'
import { playAll, type SyncJob, summarize } from './pool.ts'
import { syncMutants } from './sync-mutants.ts'
import type { SyncReport } from './sync-scenario.ts'

describe('a simulated week of the Confluence sync', () => {
  const jobs: SyncJob[] = [4, 3, 3].map(seed => ({ seed, events: 100, weeks: 1 }))
  const played = playAll(jobs, 2, () => {})

  test('ends with one row and one entry for each event, in order, and every word of people', async () => {
    let retold = 0
    for (const { job, ...outcome } of await played) {
      const again = `npm run simulate -- --sync --seed ${job.seed} --events ${job.events} --weeks ${job.weeks}`
      if (outcome.error !== undefined) assert.fail(`${again}: ${outcome.error}`)
      const { events, rows, entries, crashes, edits, refused, violations } = outcome.report
      assert.deepEqual(summarize(violations), [], again)
      assert.ok(events >= 100 && rows > 50 && entries > 40, `${again} has too little to tell`)
      assert.ok(crashes > 5 && edits > 10 && refused > 0, `${again} is too quiet`)
      retold += outcome.report.retold
    }
    assert.ok(retold > 0, 'no page was ever broken')
  })

  test('takes the same course for the same seed, and another for another', async () => {
    const hashes = ((await played) as { report: SyncReport }[]).map(({ report: { seed, hash } }) => `${seed} ${hash}`)
    assert.equal(new Set(hashes).size, 2)
  })
})

describe('the mutants of the Confluence sync', () => {
  test('each fits the automation and its connector as they are', () => {
    for (const mutant of syncMutants) assertFits(mutant)
  })

  // All of them: npm run simulate -- --sync --mutants
  test('one of them is caught: newest first', async () => {
    const lines: string[] = []
    const hunted = syncMutants.filter(({ name }) => name === 'newest first')
    assert.equal(hunted.length, 1)
    const ground = { ...oneWeek, job: (seed: number) => ({ seed, events: 50, weeks: 1 }) }
    assert.deepEqual(await hunt(line => lines.push(line), hunted, ground), [], lines.join('\n'))
  })
})
