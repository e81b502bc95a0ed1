import { parentPort } from 'node:worker_threads'
import { type Answered, type Asked, partsOf, type Told, workOf } from './apart.ts'
import { systemClock } from './clock.ts'
import { HubError } from './error.ts'

/** What it holds in memory by then is of no use to anybody. */
const idleMs = 5000

const port = parentPort!
const tell = (told: Told) => port.postMessage(told)
let stay = () => {}

port.on('message', async (asked: Asked) => {
  stay()
  tell(await answerTo(asked))
  stay()
  stay = systemClock.after(idleMs, () => tell('idle'))
})

async function answerTo(asked: Asked): Promise<Answered> {
  const { id, args } = asked
  try {
    const work = await workOf(asked)
    return { id, value: await work(...args) }
  } catch (error) {
    return error instanceof HubError ? { id, refused: partsOf(error) } : { id, thrown: error }
  }
}
