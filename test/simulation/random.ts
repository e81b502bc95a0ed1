import { createHash } from 'node:crypto'

/** A stream of numbers that depends on nothing but its seed and its name. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  chance(probability: number): boolean
  /** A whole number, both ends included. */
  between(low: number, high: number): number
  /** Many small, few large: the logarithm is uniform. A whole number, both ends included. */
  skewed(low: number, high: number): number
  pick<T>(items: readonly T[]): T
  /** A stream of its own: one more draw there shifts nothing here. */
  fork(name: string): Random
}

/** The small fast counter generator of PractRand, 32 bits wide. */
export function randomOf(seed: string): Random {
  const digest = createHash('sha256').update(seed).digest()
  let [a, b, c, counter] = [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), 1]
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    between,
    chance: probability => next() < probability,
    skewed: (low, high) => Math.round(low * (high / low) ** next()),
    pick: items => items[between(0, items.length - 1)]!,
    fork: name => randomOf(`${seed}/${name}`),
  }
}

/** A number in [0, 1) that belongs to `text`: the same whenever and in whatever order it is asked for. */
export const fractionOf = (text: string) => createHash('sha256').update(text).digest().readUInt32LE(0) / 4294967296
