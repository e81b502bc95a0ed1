import type { Log } from '../engine/io.ts'
import type { LoadedAutomation } from '../engine/parts.ts'
import type { Desk } from './desk.ts'
import type { Work } from './frame.ts'
import { isLoopback } from './loopback.ts'
import type { McpAnswer } from './mcp.ts'
import { Refusal } from './refusal.ts'
import type { Called, ToolDesk } from './tool-call.ts'
import { type ToolSettings, toolsOf } from './tools.ts'

export interface McpOptions extends ToolSettings {
  /** Names besides localhost under which it may be called, without ports. */
  hosts: readonly string[]
  plan: ToolDesk['plan']
}

interface Parts {
  automations: readonly LoadedAutomation[]
  desk: Desk
  log: Log
  newId: () => string
  version: string
}

/** The MCP server of the hub. Its libraries are loaded when the first request comes. */
export function createMcpAnswer({ automations, desk, ...parts }: Parts, options: McpOptions): Work {
  const { hosts, plan } = options
  const { log, newId, version } = parts
  const tools = toolsOf(automations, options, log)
  const withDesk: Called['withDesk'] = work => work({ ...desk, plan })
  let loading: Promise<McpAnswer> | undefined

  return async ({ req: { raw } }, caller) => {
    refuseStrangers(raw, hosts)
    loading ??= import('./mcp.ts').then(({ createMcpHttp }) => createMcpHttp({ tools, version, withDesk, log, newId }))
    const response = await (await loading)(raw, caller!)
    const bytes = new Uint8Array(await response.arrayBuffer())
    const { 'content-type': type, ...headers } = Object.fromEntries(response.headers)
    return { status: response.status, plain: true, headers, ...(bytes.length > 0 && { body: bytes, type }) }
  }
}

/** A page in a browser must not reach the tools: neither under a name of its own (DNS rebinding) nor from another site. */
function refuseStrangers({ headers, url }: Request, hosts: readonly string[]) {
  const isKnown = (authority: string) => {
    const host = authority.toLowerCase().replace(/:\d{1,5}$/, '')
    return isLoopback(host) || hosts.some(known => known.toLowerCase() === host)
  }
  if (!isKnown(headers.get('host') ?? new URL(url).host)) throw new Refusal('forbidden', words => words.details.mcpHost)
  const origin = headers.get('origin')
  if (origin !== null && !isKnown(origin.replace(/^https?:\/\//, '')))
    throw new Refusal('forbidden', words => words.details.mcpOrigin)
}
