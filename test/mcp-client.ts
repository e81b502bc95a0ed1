import assert from 'node:assert/strict'
import type { App } from '../src/server/app.ts'
import { token as writingToken } from './work-log-api.ts'

/** The protocol as a client speaks it: with a handshake before it, or with all that is needed in each request. */
export type Era = '2025-11-25' | '2026-07-28'
export const eras: Era[] = ['2025-11-25', '2026-07-28']

const clientInfo = { name: 'a test', version: '1' }
const capabilities = {}

/** What a client of 2026 says of itself with each request. */
export const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': clientInfo,
  'io.modelcontextprotocol/clientCapabilities': capabilities,
}

export const handshake = { protocolVersion: '2025-11-25', capabilities, clientInfo }

export interface Answered {
  status: number
  result?: any
  error?: { code: number; message: string }
}

interface ClientOptions {
  era?: Era
  token?: string
  headers?: Record<string, string>
}

/** An MCP client before an app that listens nowhere. */
export function mcpClient(app: App, { era = '2026-07-28', token = writingToken, headers = {} }: ClientOptions = {}) {
  const ask = async (method: string, params: Record<string, unknown> = {}): Promise<Answered> => {
    const isModern = era === '2026-07-28'
    const response = await app.fetch(
      new Request('http://hub.example.com/mcp', {
        method: 'POST',
        headers: {
          accept: 'application/json, text/event-stream',
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          'mcp-protocol-version': era,
          ...(isModern && { 'mcp-method': method }),
          ...(isModern && typeof params.name === 'string' && { 'mcp-name': params.name }),
          ...headers,
        },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method,
          params: isModern ? { ...params, _meta: envelope } : params,
        }),
      }),
    )
    return { status: response.status, ...messageIn(await response.text()) }
  }
  const call = async (name: string, sent: object = {}) => {
    const { result, error } = await ask('tools/call', { name, arguments: sent })
    assert.ok(result, error?.message)
    return result as ToolAnswer
  }
  const names = async (): Promise<string[]> =>
    (await ask('tools/list')).result.tools.map(({ name }: { name: string }) => name)
  return { ask, call, names }
}

export interface ToolAnswer {
  isError?: boolean
  content: { text: string }[]
  structuredContent?: any
}

/** What an agent reads of a refusal: the code, the fields that are wrong, and by name whatever else it is told. */
export function refusalIn({ isError, content, structuredContent }: ToolAnswer) {
  // Clients hold structured content against the schema of what a tool gives where all went well.
  assert.deepEqual([isError, structuredContent], [true, undefined])
  const [first, ...lines] = content[0]!.text.split('\n') as [string, ...string[]]
  const [, code, message] = /^(\w+): (.+)$/.exec(first)!
  const fields = lines.flatMap(line => /^- (\w+): /.exec(line)?.[1] ?? [])
  const named = lines.filter(line => !line.startsWith('- ')).map(line => /^(\w+): (.*)$/.exec(line)?.slice(1) ?? [])
  return { code, message, fields, others: Object.fromEntries(named) as Record<string, string> }
}

/** As JSON, or as the one event of a stream. */
function messageIn(text: string) {
  const line = /^data: (.*)$/m.exec(text)?.[1] ?? text
  return line ? JSON.parse(line) : {}
}
