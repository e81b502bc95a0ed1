import type { Job, Outcome } from './pool.ts'

// Loaded before the engine is, so that a mutant finds it still unread.
const mutant = process.argv[2]
if (mutant !== undefined) (await import('./graft.ts')).graft(mutant)
const { play } = await import('./scenario.ts')

/** Plays the seeds that its parent sends. */
process.on('message', async (job: Job) => {
  const started = performance.now()
  const finish = (result: { report: Awaited<ReturnType<typeof play>> } | { error: string }) =>
    process.send!({ job, seconds: (performance.now() - started) / 1000, ...result } satisfies Outcome)
  try {
    finish({ report: await play(job) })
  } catch (error) {
    finish({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
