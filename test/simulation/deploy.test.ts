import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deployMutants } from './deploy-mutants.ts'
import type { DeployReport } from './deploy-scenario.ts'
import { assertFits } from './graft.ts'
import { hunt, twoDays } from './hunt.ts'
import { type DeployJob, playAll, summarize } from './pool.ts'

describe('a simulated week of the deploy report', () => {
  const jobs: DeployJob[] = [2, 13, 13].map(seed => ({ seed, days: 2 }))
  const played = playAll(jobs, 2, () => {})

  test('ends with true pages, every note of people, and each change told once', async () => {
    for (const outcome of await played) {
      const again = `npm run simulate -- --deploy --seed ${outcome.job.seed} --days ${outcome.job.days}`
      if (outcome.error !== undefined) assert.fail(`${again}: ${outcome.error}`)
      const { looks, messages, crashes, notes, violations } = outcome.report
      assert.deepEqual(summarize(violations), [], again)
      assert.ok(looks > 10 && messages > 30 && crashes > 5 && notes > 10, `${again} is too quiet`)
    }
  })

  test('takes the same course for the same seed, and another for another', async () => {
    const hashes = ((await played) as { report: DeployReport }[]).map(({ report: { seed, hash } }) => `${seed} ${hash}`)
    assert.equal(new Set(hashes).size, 2)
  })
})

describe('the mutants of the deploy report', () => {
  test('each fits the automation and its connectors as they are', () => {
    for (const mutant of deployMutants) assertFits(mutant)
  })

  // All of them: npm run simulate -- --deploy --mutants
  test('one of them is caught: keys without the version', async () => {
    const lines: string[] = []
    const hunted = deployMutants.filter(({ name }) => name === 'keys without the version')
    assert.equal(hunted.length, 1)
    assert.deepEqual(await hunt(line => lines.push(line), hunted, twoDays), [], lines.join('\n'))
  })
})
