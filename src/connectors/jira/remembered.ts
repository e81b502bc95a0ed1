/** What is asked when first needed and then kept. */
export interface Remembered<T> {
  (): Promise<T>
  /** Asks again, although there is an answer; until the new one comes, the old one is given. */
  anew(): Promise<T>
  isKnown(): boolean
}

/** Those who ask at the same time share the answer. A failure is not kept. */
export function remembered<T>(ask: () => Promise<T>): Remembered<T> {
  let last: { value: T } | undefined
  let asking: Promise<T> | undefined

  async function asked(): Promise<T> {
    try {
      last = { value: await ask() }
      return last.value
    } finally {
      asking = undefined
    }
  }

  function anew(): Promise<T> {
    asking ??= asked()
    return asking
  }

  return Object.assign(async () => (last ? last.value : anew()), { anew, isKnown: () => last !== undefined })
}
