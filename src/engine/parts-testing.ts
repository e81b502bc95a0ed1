import { z } from 'zod'
import type { AnyAutomation } from './automation.ts'
import { pacedIo } from './call-pace.ts'
import type { Connector, Optional } from './connector.ts'
import type { Io } from './io.ts'
import type { LoadedAutomation, LoadedConnector } from './parts.ts'
import type { Store } from './store/store.ts'

/** What a bench is given of the automations and their surroundings. */
export interface Loading {
  automations: AnyAutomation[]
  clients?: Record<string, object>
  settings?: Record<string, string>
  options?: Record<string, unknown>
}

/** Automations with their connectors connected, as the hub would from files. */
export function load({ automations, clients = {}, settings = {}, options = {} }: Loading, io: Io, store?: Store) {
  const connectors = new Map<string, LoadedConnector | undefined>()
  const loaded = (used: Connector | Optional<Connector>) => {
    const connector = 'optional' in used ? used.optional : used
    if (!connectors.has(connector.name)) connectors.set(connector.name, connected(connector, used !== connector))
    return connectors.get(connector.name)
  }
  const connected = (connector: Connector, isOptional: boolean): LoadedConnector | undefined => {
    const client = clients[connector.name] as LoadedConnector['client'] | undefined
    const own = z.object(connector.settings).safeParse(settings)
    if (isOptional && !client && !Object.keys(connector.settings).some(name => name in settings)) return undefined
    if (client) return { connector, client, settings: own.data ?? settings }
    if (own.success)
      return { connector, client: connector.connect(own.data, pacedIo(connector, io, store)), settings: own.data }
    throw new Error(`bench: connector ${connector.name} wants settings or a client: ${z.prettifyError(own.error)}`)
  }
  const on = automations.map(
    (automation): LoadedAutomation => ({
      automation,
      settings: z.object(automation.settings ?? {}).parse(settings),
      options: automation.options?.parse(options[automation.name] ?? {}),
      section: options[automation.name],
      uses: Object.fromEntries(
        Object.entries(automation.uses).map(([use, used]) => [use, loaded(used as Connector | Optional<Connector>)]),
      ),
    }),
  )
  return { automations: on, connectors: [...connectors.values()].filter(entry => entry !== undefined) }
}
