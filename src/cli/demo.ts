import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { readConfig, settle } from '../config.ts'
import { type Clock, systemClock } from '../engine/clock.ts'
import { redactor } from '../engine/redact.ts'
import { openHub, pathsOf } from '../hub.ts'
import { createLog } from '../log.ts'
import { serve } from '../serve.ts'
import { createToken } from '../tokens.ts'
import { agentOf, type FarSides, farSides } from './demo/far-sides.ts'
import { headingsOf, play } from './demo/plays.ts'
import { recordedAt, stageOf } from './demo/stage.ts'
import { story, whatToTry } from './demo/story.ts'
import { approversField, fill } from './demo/week.ts'
import type { Opened, Session } from './session.ts'
import type { Language } from './words.ts'

export interface DemoFlags {
  once?: boolean
  language: Language
}

const graceMs = 2000

/** A whole hub on this machine, between fakes that answer as the genuine systems do. */
export async function demo(session: Session, { once = false, language }: DemoFlags) {
  const began = systemClock.monotonic()
  const folder = mkdtempSync(join(tmpdir(), 'dure-demo-'))
  const far = await farSides(clockFrom(recordedAt), language)
  try {
    fill(far, language)
    writeSettings(folder, far, language)
    const opened = openedIn(folder, session)
    const hub = await openHub(opened, { scheduling: !once })
    try {
      await hub.engine.start()
      const token = await createToken(hub.store, { name: 'agent', role: 'writer', at: systemClock.now() })
      const api = await serve(hub, opened.config, systemClock, opened.log)
      try {
        const stage = stageOf({ opened, hub, far, agent: agentOf(api.url, token), language })
        const page = await story(stage)
        stage.say(`\n${stage.words.demo.worked(((systemClock.monotonic() - began) / 1000).toFixed(1))}`)
        if (!once) {
          stage.say(`\n${whatToTry(stage, page)}`)
          await interrupted()
        }
      } finally {
        await api.close(graceMs)
      }
    } finally {
      await hub.close(graceMs)
      await opened.log.close()
    }
  } finally {
    await far.close()
    // What ran once is left to be looked at.
    if (!once) rmSync(folder, { recursive: true })
  }
}

/** Slack's messages and Jira's issues are of the recorded day, whatever day it is here. */
function clockFrom(moment: Date): Pick<Clock, 'now'> {
  const began = systemClock.monotonic()
  return { now: () => new Date(moment.getTime() + systemClock.monotonic() - began) }
}

/** As anybody sets up a hub. The other commands find this one by the same files. */
function writeSettings(folder: string, { env, pages }: FarSides, language: Language) {
  const variables = Object.entries({ DURE_DATA: folder, DURE_PORT: '0', ...env })
  writeFileSync(join(folder, '.env'), variables.map(([name, value]) => `${name}="${value}"\n`).join(''))
  const reports = [{ name: 'deploy', approversField: approversField[language] }]
  const settings = {
    language,
    'backup-report': { language },
    'deploy-report': { language, reports },
    'work-log': { language },
    'confluence-sync': {
      language,
      live_docs: { [play]: pages.live },
      live_heading: headingsOf(language).log,
    },
  }
  writeFileSync(join(folder, 'dure.yaml'), stringify(settings))
}

/** What a run warns of is in what it came to; only errors may stand between the lines of the demo. */
function openedIn(folder: string, session: Session): Opened {
  const { automations } = session
  const config = readConfig({ env: {}, cwd: folder, automations })
  const log = createLog({
    folder: pathsOf(config).logs,
    ...config.log,
    timeZone: config.timeZone,
    redact: redactor(settle(automations, config).secrets),
    terminal: 'error',
    clock: systemClock,
  })
  return { ...session, env: config.env, cwd: folder, config, log }
}

const interrupted = () =>
  new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
