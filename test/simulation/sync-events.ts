import type { Random } from './random.ts'

/** An event as it is sent. */
export interface Sent {
  id: string
  type: string
  play_id: string
  title?: string
  url?: string
  actor?: string
  created_at?: string
  signal_id?: string
  score?: number
  result?: string
  comment?: string
}

const types = [
  ...Array(5).fill('activity.created'),
  ...Array(5).fill('signal.created'),
  ...Array(4).fill('signal.scored'),
  ...Array(3).fill('brief.created'),
  ...Array(2).fill('validation.completed'),
  ...Array(1).fill('pilot.started'),
] as string[]

const actors = ['김하늘', '이서준', 'Min & Co', undefined]
const results = ['go', 'NO_GO', ' fail ', '조건부', undefined]
const comments = ['예산 <확보>', '“다시” 확인', undefined]
const day = 86_400_000
const seoul = 9 * 3_600_000

/** What an event can be of; `signals`: those that a score can be of. */
interface Given {
  plays: readonly string[]
  wall: number
  signals: readonly Sent[]
}

export function newEvent(random: Random, number: number, { plays, wall, signals }: Given): Sent {
  const drawn = random.pick(types)
  const signal = drawn === 'signal.scored' ? someSignal(signals, plays, random) : undefined
  const type = drawn === 'signal.scored' && !signal ? 'signal.created' : drawn
  const optional = <T>(value: T): T | undefined => (random.chance(0.5) ? value : undefined)
  const title = `${random.pick(['데모 <요청>', '세미나 “참석”', '계약 → 검토'])} ${number}`
  const event: Sent = {
    id: `${random.pick(['e', '이벤트', 'E/x'])}-${number}`,
    type,
    play_id: signal?.play_id ?? random.pick(plays),
    title: signal ? optional(title) : title,
    url: optional(`https://example.com/events/${number}?a=1&b=2`),
    actor: random.pick(actors),
    created_at: optional(someMoment(wall, random)),
    ...(signal && { signal_id: signal.id, score: random.between(0, 1000) / 10, comment: random.pick(comments) }),
    ...(type === 'validation.completed' && { result: random.pick(results), comment: random.pick(comments) }),
  }
  return JSON.parse(JSON.stringify(event))
}

/** The same event, its names composed otherwise or with a sign that nobody sees. */
export function spelled(event: Sent, random: Random): Sent {
  if (!random.chance(0.05)) return event
  const respell = (name: string) => `${random.pick(['', '\u200b', ' '])}${name.normalize('NFD')}`
  const { id, play_id, signal_id } = event
  return { ...event, id: respell(id), play_id: respell(play_id), ...(signal_id && { signal_id: respell(signal_id) }) }
}

/** Some signals are scored again and again. */
function someSignal(all: readonly Sent[], plays: readonly string[], random: Random): Sent | undefined {
  const signals = all.filter(({ play_id }) => plays.includes(play_id))
  if (signals.length === 0) return undefined
  return random.pick(random.chance(0.4) ? signals.slice(0, 3) : signals.slice(-50))
}

/** Today, in the weeks before, or within a second of the beginning of a quarter; as people and machines write it. */
function someMoment(wall: number, random: Random): string {
  const edges = ['2026-10-01', '2027-01-01'].map(date => Date.parse(`${date}T00:00:00+09:00`))
  const at = random.chance(0.1)
    ? random.pick(edges) + random.pick([-1000, -1, 0, 1])
    : wall - random.pick([0, 0, random.between(0, 100)]) * day - random.between(0, 3_600_000)
  if (random.chance(0.5)) return new Date(at).toISOString()
  return new Date(at + seoul).toISOString().replace(/Z$/, '+09:00')
}
