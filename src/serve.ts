import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Config } from './config.ts'
import type { Clock } from './engine/clock.ts'
import { countsOf, troublesOf } from './engine/health.ts'
import type { Log } from './engine/io.ts'
import { plan } from './engine/plan.ts'
import type { Hub } from './hub.ts'
import { createApp } from './server/app.ts'
import { readAssets } from './server/assets.ts'
import { type Listening, listen } from './server/listen.ts'
import { opensTo, serverSettings, toolSettingsOf } from './server/settings.ts'
import { anyToken, callerWith } from './tokens.ts'
import { ownVersion } from './version.ts'

/** Serves the API of a hub. */
export async function serve(hub: Hub, config: Config, clock: Clock, log: Log): Promise<Listening> {
  const { automations, newId } = hub.parts
  const settings = z.object(serverSettings).parse(config.env)
  const { DURE_HOST: host, DURE_PORT: port, API_AUTH_TOKEN: token } = settings
  const tokens = { find: (hash: string) => callerWith(hub.store, hash), any: () => anyToken(hub.store) }
  const open = opensTo(host, token, await tokens.any(), log)
  const app = createApp({
    automations,
    desk: {
      answer: (task, input, request) => hub.engine.answer(task, input, request),
      waitFor: (delivery, ms) => hub.engine.waitFor(delivery, ms),
      troubles: () => troublesOf(hub.store),
      counts: () => countsOf(hub.store.db),
    },
    access: { open, token, tokens },
    clock,
    log,
    newId,
    language: config.language,
    version: ownVersion(),
    mcp: {
      ...toolSettingsOf(config.env),
      hosts: settings.DURE_MCP_HOSTS,
      plan: (task, input, signal) => plan(hub.parts, task, input, { key: `plan:${newId()}`, signal }),
    },
    assets: readAssets(fileURLToPath(new URL('../node_modules/swagger-ui-dist/', import.meta.url))),
  })
  return listen(app, { host, port, clock })
}
