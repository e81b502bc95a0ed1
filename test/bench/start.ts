import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { once } from './apart.ts'
import { dure, dureStart } from './dure.ts'
import type { Bench, Figure } from './figures.ts'
import type { FillJob } from './filling.ts'

const finished = 100_000

/** Nothing of this is asked while the hub starts. */
const settings = {
  BACULUM_API_HOST: '127.0.0.1',
  BACULUM_API_USERNAME: 'report',
  BACULUM_API_PASSWORD: 'secret',
  SMTP_URL: 'smtp://127.0.0.1:1',
  MAIL_FROM: 'dure@example.com',
  MAIL_TO: 'operations@example.com',
}

/** What a person waits for: the help, and a hub that is ready. */
export const start: Bench = async ({ folder, quick, say }) => {
  const repeats = quick ? 3 : 7
  const data = (name: string) => {
    mkdirSync(join(folder, name), { recursive: true })
    return { ...settings, DURE_DATA: join(folder, name) }
  }
  const timed = async (name: string, call: (round: number) => Promise<number>): Promise<Figure> => {
    const values: number[] = []
    // The first one reads the files from the disk.
    for (let round = 0; round <= repeats; round++) values.push(await call(round))
    say(`  ${name}`)
    return { name, unit: 'ms', values: values.slice(1) }
  }

  await once<FillJob, null>(new URL('filling.ts', import.meta.url), { ...data('full'), rows: finished })
  const aim = { atMost: 500 }
  const empty = await timed('dure start until ready, a new data folder', round => started(data(`new-${round}`)))
  const full = await timed('dure start until ready, 100 000 deliveries done', () => started(data('full')))
  const help = await timed('dure --help', () => dure(['--help'], data('help')))
  return [{ ...empty, aim }, { ...full, aim }, help]
}

async function started(settings: Record<string, string>): Promise<number> {
  const hub = await dureStart(settings)
  await hub.end()
  return hub.ms
}
