import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../../bin/dure', import.meta.url))

/** A hub in a process of its own. */
export interface Hub {
  /** Of its MCP server. */
  url: string
  /** Ends it; throws where it does not end well. */
  end(): Promise<void>
}

/** Starts a hub in a new folder, with these settings and no others. */
export async function hubIn(folder: string, yaml: string, settings: Record<string, string>): Promise<Hub> {
  mkdirSync(folder)
  writeFileSync(join(folder, 'dure.yaml'), yaml)
  const env = { PATH: process.env.PATH, HOME: folder, DURE_PORT: '0', ...settings }
  const child = spawn(command, ['start'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'close') as Promise<[number | null]>
  let said = ''
  const address = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', text => {
      said += text
      const [, address] = /the API is served url=(\S+)/.exec(said) ?? []
      if (address && said.includes('the hub is ready')) resolve(address)
    })
    ended.then(([code]) => reject(new Error(`dure start ended with ${code}:\n${said}`)), reject)
  })
  return {
    url: `${address}/mcp`,
    async end() {
      child.kill('SIGTERM')
      const [code] = await ended
      if (code !== 0) throw new Error(`dure start ended with ${code}:\n${said.slice(-4000)}`)
    },
  }
}
