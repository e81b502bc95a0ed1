import { isMainThread, Worker } from 'node:worker_threads'
import { HubError } from './error.ts'

/** A call that is made in the thread: of the work that `module`, a URL, has handed to `apart` under that name. */
export interface Asked {
  id: number
  module: string
  name: string
  args: unknown[]
}

/** What came of a call: its value, what it refused, or what it threw by mistake. `idle`: nothing has been asked for long. */
export type Answered = { id: number } & ({ value: unknown } | { refused: Parts } | { thrown: unknown })
export type Told = Answered | 'idle'

type Parts = ConstructorParameters<typeof HubError>

/** What `new HubError(...parts)` makes the same error of: as one it would not cross to another thread. */
export const partsOf = ({ code, message, cause, retryAfterMs, ko, field, arrived }: HubError): Parts => [
  code,
  message,
  { cause, retryAfterMs, ko, field, arrived },
]

let mayLeave = isMainThread

/** From here on all work is done where it is asked for, and at once, as a clock that stands meanwhile needs it. Gives how to end that. */
export function keepHere(): () => void {
  mayLeave = false
  return () => {
    mayLeave = isMainThread
  }
}

const works = new Map<string, (...args: any[]) => unknown>()
const keyOf = ({ module, name }: Pick<Asked, 'module' | 'name'>) => `${module} ${name}`

/**
 * A pure function of plain data that nothing else has to wait for: where its arguments have as many characters as `from`
 * it is called in a thread of its own, else here and at once. It throws HubErrors as ever; `unavailable` says that the
 * thread has ended. `module` is the URL of the module that says so at its top, and `work` has a name of its own there.
 */
export function apart<A extends unknown[], R>(
  module: string,
  from: number,
  work: (...args: A) => R,
): (...args: A) => R | Promise<Awaited<R>> {
  const { name } = work
  works.set(keyOf({ module, name }), work)
  return (...args) => (mayLeave && charactersIn(args) >= from ? asked<R>({ module, name, args }) : work(...args))
}

/** The work that is asked for, in the thread itself: its module has told of it there, too. */
export async function workOf(asked: Pick<Asked, 'module' | 'name'>): Promise<(...args: unknown[]) => unknown> {
  await import(asked.module)
  return works.get(keyOf(asked))!
}

const charactersIn = (value: unknown): number => {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce((sum: number, one) => sum + charactersIn(one), 0)
}

/** There is one at most, from the first call until it has been idle. */
let thread: ReturnType<typeof startThread> | undefined

function asked<R>(call: Omit<Asked, 'id'>): Promise<Awaited<R>> {
  thread ??= startThread()
  return thread.ask(call) as Promise<Awaited<R>>
}

function startThread() {
  // What the process was started with need not be right for a thread.
  const worker = new Worker(new URL('./apart-thread.ts', import.meta.url), { execArgv: [] })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let last = 0
  const forget = () => {
    if (thread === own) thread = undefined
  }
  const lose = (reason: string) => {
    forget()
    for (const { reject } of waiting.values()) reject(lost(reason))
    waiting.clear()
  }
  const settle = (answer: Answered) => {
    const { resolve, reject } = waiting.get(answer.id)!
    waiting.delete(answer.id)
    // While nobody waits for it, it must not hold up the end of the process.
    if (waiting.size === 0) worker.unref()
    if ('value' in answer) resolve(answer.value)
    else reject('refused' in answer ? new HubError(...answer.refused) : answer.thrown)
  }
  worker.on('message', (told: Told) => {
    if (told !== 'idle') return settle(told)
    if (waiting.size > 0) return
    forget()
    void worker.terminate()
  })
  worker.on('error', error => lose(String(error)))
  worker.on('exit', code => lose(`it left with ${code}`))
  const own = {
    ask(call: Omit<Asked, 'id'>): Promise<unknown> {
      worker.postMessage({ id: ++last, ...call } satisfies Asked)
      worker.ref()
      const answer = Promise.withResolvers<unknown>()
      waiting.set(last, answer)
      return answer.promise
    },
  }
  return own
}

const lost = (reason: string) =>
  new HubError(
    'unavailable',
    `The thread in which large texts are worked on has ended: ${reason}. If it says so again, give the hub more memory.`,
    {
      arrived: 'no',
      ko: `큰 글을 다루는 스레드가 끝났습니다: ${reason}. 다시 그러면 허브에 메모리를 더 주십시오.`,
    },
  )
