import { type ChildProcess, fork } from 'node:child_process'

/** A child process that works off one job after the other, so that its memory and its time are its own. */
export interface Apart<Job, Answer> {
  do(job: Job): Promise<Answer>
  /** Lets it end by itself; what it holds open goes with it. */
  end(): Promise<void>
}

type Reply<Answer> = { answer: Answer } | { error: string }

/** What `bin/dure` gives its process, so that memory is measured as it will be. */
const asTheCommand = ['--max-semi-space-size=8']
const arenas = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '262144' }

const alive = new Set<ChildProcess>()

/** Starts a module that calls `answering`. `options` are Node's own. */
export function apart<Job, Answer>(module: URL, options: string[] = []): Apart<Job, Answer> {
  const child = fork(module, [], {
    execArgv: [...process.execArgv, ...asTheCommand, ...options],
    env: { ...process.env, ...arenas },
  })
  const gone = new Promise<number | null>(resolve => child.once('exit', resolve))
  alive.add(child)
  void gone.then(() => alive.delete(child))
  return {
    do: job =>
      new Promise((resolve, reject) => {
        const onMessage = (reply: Reply<Answer>) => {
          if ('error' in reply) reject(new Error(reply.error))
          else resolve(reply.answer)
        }
        child.once('message', onMessage)
        void gone.then(code => reject(new Error(`${module.pathname} ended with ${code}`)))
        child.send(job as object)
      }),
    async end() {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}

/** Does one job in a process of its own. */
export async function once<Job, Answer>(module: URL, job: Job, options: string[] = []): Promise<Answer> {
  const child = apart<Job, Answer>(module, options)
  try {
    return await child.do(job)
  } finally {
    await child.end()
  }
}

/** Ends every child now: whoever waits for one gets an error and can tidy up. */
export function endAll() {
  for (const child of alive) child.kill('SIGKILL')
}

/** The child's side: does the jobs that its parent sends, and ends with it. */
export function answering<Job, Answer>(work: (job: Job) => Promise<Answer>) {
  const reply = (message: Reply<Answer>) => void process.send!(message)
  process.on('message', (job: Job) => {
    work(job).then(
      answer => reply({ answer }),
      error => reply({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
  })
  process.on('disconnect', () => process.exit())
}
