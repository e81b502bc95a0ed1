import type { Job, Played } from './pool.ts'

// Loaded before the engine is, so that a mutant finds it still unread.
const mutant = process.argv[2]
if (mutant !== undefined) (await import('./graft.ts')).graft(mutant)

async function play(job: Job) {
  if ('days' in job) return (await import('./deploy-scenario.ts')).playWeek(job)
  if ('events' in job) return (await import('./sync-scenario.ts')).playSync(job)
  return (await import('./scenario.ts')).play(job)
}

/** Plays the seeds that its parent sends. */
process.on('message', async (job: Job) => {
  // A parent that has stopped listening is no reason to fail.
  const tell = (played: Played) => process.connected && process.send!(played)
  try {
    tell({ report: await play(job) })
  } catch (error) {
    tell({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
