import type { Bullet } from './extract.ts'
import { factsIn } from './facts.ts'
import type { WorkLog } from './log.ts'
import { piecesOf } from './similar.ts'
import { knowsName, standingOf, textsOf, vouchedBy } from './vouched.ts'

/** How far bullets are true to the logs they name. Shares from 0 to 1; 1 where there is nothing to count. */
export interface Faithfulness {
  bullets: number
  /** Bullets whose sources all exist. */
  sourced: number
  /** Logs that some bullet names. */
  coverage: number
  /** Logs of impact High that some bullet names. */
  highRecall: number
  /** Numbers that stand in the bullet's own sources, or follow from two that do. */
  numbers: number
  /** Names in Latin letters, versions and ticket keys that stand there. */
  names: number
  /** Pieces of three characters that stand in no source of their bullet: how much is in other words. */
  novelty: number
}

/** Measures without judging: what is to be kept, the gates decide. */
export function faithfulnessOf(bullets: readonly Bullet[], logs: readonly WorkLog[]): Faithfulness {
  const byId = new Map(logs.map(log => [log.id, log]))
  const cited = new Set(bullets.flatMap(({ sources }) => sources))
  const high = logs.filter(({ impactLevel }) => impactLevel === 'High')
  const checked = bullets.map(({ text, sources }) => {
    const own = sources.flatMap(id => byId.get(id) ?? [])
    const [vouched, { quantities, names }] = [vouchedBy(own), factsIn(text)]
    const known = piecesOf(own.flatMap(textsOf).join(' '))
    return {
      isSourced: sources.length > 0 && own.length === sources.length,
      numbers: quantities.map(said => standingOf(said, vouched) !== 'unknown'),
      names: names.map(name => knowsName(name, vouched)),
      pieces: [...piecesOf(text)].map(piece => !known.has(piece)),
    }
  })
  return {
    bullets: bullets.length,
    sourced: share(checked.map(({ isSourced }) => isSourced)),
    coverage: share(logs.map(({ id }) => cited.has(id))),
    highRecall: share(high.map(({ id }) => cited.has(id))),
    numbers: share(checked.flatMap(({ numbers }) => numbers)),
    names: share(checked.flatMap(({ names }) => names)),
    novelty: bullets.length === 0 ? 0 : share(checked.flatMap(({ pieces }) => pieces)),
  }
}

const share = (facts: readonly boolean[]) => (facts.length === 0 ? 1 : facts.filter(Boolean).length / facts.length)
