import type { Engine } from '../../src/engine/engine.ts'
import type { Call } from './calls.ts'
import type { Scene } from './hub.ts'
import type { Random } from './random.ts'
import type { Life } from './world.ts'

/** The processes of the hub, one or two: they start, die, freeze, stop and come back. */
export interface Crew {
  start(): void
  /** An engine that takes orders at this moment, if there is one. */
  anyone(random: Random): { life: Life; engine: Engine } | undefined
  /** Those whose process runs, frozen ones and beginners included. */
  lives(): Life[]
  crash(life: Life, downMs: number): void
  /** As SIGTERM does it. */
  stop(life: Life, downMs: number): void
  freeze(life: Life, ms: number): void
  /** By `<peer> <key>`: rows held by a process at its end, or when it froze, with no call of unknown fate to show for it. */
  readonly cuts: Map<string, number>
  readonly counts: { crashes: number; stops: number; freezes: number; starts: number }
}

/** What a process runs, and what is to be written down about calls of one that ends or freezes. */
export interface Work {
  start(life: Life): Promise<Engine>
  markDoubts(life: Life, cuts: Map<string, number>): void
}

interface Worker {
  name: string
  births: number
  life: Life | undefined
  engine: Engine | undefined
  stopping: boolean
}

/** A shorter pause leaves nobody a chance to think the process dead. */
const noticeableMs = 40_000

export function newCrew({ world, disk }: Pick<Scene, 'world' | 'disk'>, names: readonly string[], work: Work): Crew {
  const workers: Worker[] = names.map(name => ({
    name,
    births: 0,
    life: undefined,
    engine: undefined,
    stopping: false,
  }))
  const cuts = new Map<string, number>()
  const counts = { crashes: 0, stops: 0, freezes: 0, starts: 0 }

  const start = (worker: Worker) => {
    counts.starts += 1
    const life = world.begin(`${worker.name}${worker.births++}`)
    Object.assign(worker, { life, engine: undefined, stopping: false })
    world.after(0, 'start', () => void open(worker, life), life)
  }

  const open = async (worker: Worker, life: Life) => {
    try {
      worker.engine = await work.start(life)
    } catch (error) {
      // As its supervisor would: a hub that cannot start is started again.
      world.trace.add(`${world.time} ${life.name} cannot start: ${(error as Error).message}`)
      world.end(life)
      disk.release(life)
      comeBack(worker, 5000)
    }
  }

  const comeBack = (worker: Worker, downMs: number) => {
    Object.assign(worker, { life: undefined, engine: undefined })
    world.after(downMs, 'restart', () => start(worker))
  }

  const workerOf = (life: Life) => workers.find(worker => worker.life === life)

  const end = (life: Life, downMs: number) => {
    const worker = workerOf(life)
    if (!worker) return
    world.end(life)
    disk.release(life)
    work.markDoubts(life, cuts)
    comeBack(worker, downMs)
  }

  return {
    cuts,
    counts,
    start: () => workers.forEach(start),
    anyone(random) {
      const ready = workers.filter(({ life, engine, stopping }) => engine && life && !life.frozen && !stopping)
      const worker = ready.length > 0 ? random.pick(ready) : undefined
      return worker && { life: worker.life!, engine: worker.engine! }
    },
    lives: () => workers.flatMap(({ life, stopping }) => (life && !stopping ? [life] : [])),
    crash(life, downMs) {
      counts.crashes += 1
      end(life, downMs)
    },
    stop(life, downMs) {
      const worker = workerOf(life)
      if (!worker?.engine) return
      counts.stops += 1
      worker.stopping = true
      const leave = () => end(life, downMs)
      world.inside(life, () => worker.engine!.stop().then(leave, leave))
    },
    freeze(life, ms) {
      counts.freezes += 1
      world.freeze(life, ms)
      // A moment later, when what it was just about to call has been called.
      if (ms >= noticeableMs) world.after(0, 'left in the air', () => work.markDoubts(life, cuts))
      world.after(ms, 'let in', () => disk.wake())
    },
  }
}

/** Whatever the process had in the air, and had not yet written down, may or may not have arrived. */
export function markDoubts({ disk, peers }: Scene, life: Life, cuts: Map<string, number>) {
  const rows = disk.rows<{ connector: keyof typeof peers; key: string; started_at: number }>(
    `select connector, key, started_at from delivery where state = 'sending' and holder like '${life.name}:%'`,
  )
  for (const { connector, key, started_at } of rows) {
    const { calls } = peers[connector] as { calls: Call[] }
    const call = calls.findLast(one => one.key === key && one.life === life && one.wall >= started_at)
    if (call) call.fate = 'doubtful'
    else cuts.set(`${connector} ${key}`, (cuts.get(`${connector} ${key}`) ?? 0) + 1)
  }
  for (const peer of Object.values(peers))
    if ('calls' in peer) for (const call of peer.calls.slice(-200)) if (call.life === life) call.out = false
}
