import { ok } from 'node:assert/strict'
import { run } from './run.ts'

export const inspector = '@modelcontextprotocol/inspector@2.12.0'

/** The codes with which its command line ends, of its documentation. */
export const exits = { authRequired: 3, toolError: 5 }

/** A result of tools/call. */
export interface Called {
  content: { text: string }[]
  structuredContent?: any
}

/** The Inspector before one MCP server. Each call is a client of its own that comes, asks and goes. */
export function inspectorAt(url: string, folder: string, headers: string[] = []) {
  const asked = async (method: string, args: string[], wanted: number) => {
    const to = ['--cli', url, '--transport', 'http', ...headers.flatMap(header => ['--header', header])]
    return run('npx', ['-y', inspector, ...to, '--format', 'json', '--method', method, ...args], folder, wanted)
  }
  return {
    /** Names of the tools. Ends badly where a schema is one that some clients do not take. */
    async list(...more: string[]): Promise<string[]> {
      const { out } = await asked('tools/list', ['--strict', ...more], 0)
      const { tools } = JSON.parse(out).result
      ok(tools.length > 0, 'no tool is listed')
      return tools.map(({ name }: { name: string }) => name)
    },
    async call(name: string, input: object, wanted = 0): Promise<Called> {
      const args = ['--tool-name', name, '--tool-args-json', JSON.stringify(input)]
      return JSON.parse((await asked('tools/call', args, wanted)).out).result
    },
    /** Throws unless it ends with that code instead of a list. */
    refused: async (wanted: number) => void (await asked('tools/list', [], wanted)),
  }
}
export type Inspector = ReturnType<typeof inspectorAt>
