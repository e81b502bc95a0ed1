import type { Readable, Writable } from 'node:stream'
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio'
import type { LoadedAutomation } from './engine/parts.ts'
import { mcpFactory } from './server/mcp.ts'
import { toolSettingsOf } from './server/settings.ts'
import type { Called } from './server/tool-call.ts'
import { toolsOf } from './server/tools.ts'
import { ownVersion } from './version.ts'

export type { ToolDesk } from './server/tool-call.ts'

export interface Piped extends Omit<Called, 'caller' | 'signal'> {
  env: Record<string, string | undefined>
  input: Readable
  /** Gets JSON-RPC and nothing else. */
  output: Writable
}

/** Serves the tools to whoever is at the other end of the pipes, with a writer's rights, until they hang up. */
export async function serveTools(automations: readonly LoadedAutomation[], { env, input, output, ...rest }: Piped) {
  const tools = toolsOf(automations, toolSettingsOf(env), rest.log)
  const factory = mcpFactory({ tools, version: ownVersion(), ...rest }, { name: 'stdio', role: 'writer' })
  const transport = new StdioServerTransport(input, output)
  const serving = serveStdio(factory, {
    transport,
    onerror: error => rest.log.warn('a line on stdin', { why: error }),
  })
  await closing(transport)
  await serving.close()
}

/** Of the streams themselves a file at the other end closes none, and a line that is too long closes the transport alone. */
const closing = (transport: StdioServerTransport) =>
  new Promise<void>(resolve => {
    const { onclose } = transport
    transport.onclose = () => {
      onclose?.()
      resolve()
    }
  })
