import { keepHere } from '../../src/engine/apart.ts'

/** Runs `action` while whatever would bring real time or chance into the simulation throws. */
export async function withoutRealTime<T>(action: () => Promise<T>): Promise<T> {
  const restore: (() => void)[] = [keepHere()]
  const forbid = (owner: object, name: string) => {
    const known = Object.getOwnPropertyDescriptor(owner, name)
    const value = () => {
      throw new Error(`${name} was used inside the simulation`)
    }
    Object.defineProperty(owner, name, { value, writable: true, configurable: true })
    restore.push(() => (known ? Object.defineProperty(owner, name, known) : Reflect.deleteProperty(owner, name)))
  }
  for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'fetch']) forbid(globalThis, name)
  forbid(Math, 'random')
  forbid(Date, 'now')
  forbid(performance, 'now')
  forbid(crypto, 'randomUUID')
  forbid(AbortSignal, 'timeout')
  try {
    return await action()
  } finally {
    for (const undo of restore) undo()
  }
}
