import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { sampleOf } from '../../src/automations/work-log/sample.ts'
import { envelope, handshake } from '../mcp-client.ts'
import { dure, folderFor, repository, start } from './command.ts'

function folderWithLogs(t: TestContext, env = '') {
  const folder = folderFor(t)
  writeFileSync(join(folder, '.env'), `DURE_PORT=0\n${env}`)
  writeFileSync(join(folder, 'dure.yaml'), 'work-log: {}\n')
  return folder
}

/** `dure mcp` as an agent runs it. */
function agentIn(t: TestContext, folder: string) {
  const child = spawn(join(repository, 'bin/dure'), ['mcp'], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  const waiting = new Map<number, (message: any) => void>()
  createInterface(child.stdout).on('line', line => {
    const message = JSON.parse(line)
    waiting.get(message.id)?.(message)
  })
  let ids = 0
  const tell = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const ask = (method: string, params: object = {}) => {
    const id = ++ids
    tell({ id, method, params })
    return new Promise<any>(resolve => waiting.set(id, resolve))
  }
  const hangUp = async () => {
    child.stdin.end()
    return (await once(child, 'close')) as [number | null]
  }
  return { tell, ask, hangUp }
}

test('an agent that runs `dure mcp` records and finds logs where no hub runs, and the hub finds them later', async t => {
  const folder = folderWithLogs(t)
  const { ask, tell, hangUp } = agentIn(t, folder)
  assert.equal((await ask('initialize', handshake)).result.serverInfo.name, 'dure')
  tell({ method: 'notifications/initialized' })
  const call = (name: string, sent: object) => ask('tools/call', { name, arguments: sent })
  const [made, found] = await Promise.all([call('create_daily_log', sampleOf('ko')), call('search_daily_logs', {})])
  const { id } = made.result.structuredContent
  assert.deepEqual([found.result.structuredContent.logs[0].id, (await hangUp())[0]], [id, 0])
  assert.match((await dure(folder, ['run', 'work-log/logs', '--json'])).out, new RegExp(id))
})

test('`dure mcp` ends well where its input ends, also where that is a file or nothing at all', async t => {
  const folder = folderWithLogs(t)
  const requests = join(folder, 'requests.jsonl')
  writeFileSync(requests, `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: handshake })}\n`)
  for (const input of ['ignore', openSync(requests, 'r')] as const) {
    const env = { PATH: process.env.PATH, HOME: folder }
    const child = spawn(join(repository, 'bin/dure'), ['mcp'], { cwd: folder, env, stdio: [input, 'pipe', 'inherit'] })
    child.stdout!.resume()
    assert.deepEqual(await once(child, 'close'), [0, null])
  }
})

test('`dure mcp` in a folder without settings says on stderr that nothing is on, and how to name the file', async t => {
  const folder = folderFor(t)
  const child = spawn(join(repository, 'bin/dure'), ['mcp'], { cwd: folder, env: { PATH: process.env.PATH } })
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  child.stdin.end()
  await once(child, 'close')
  assert.match(said, /^\S+에 dure\.yaml도 \.env도 없어 켜진 것이 없습니다\. --config .*\n$/)
})

test('beside a running hub an agent of 2026 does the same, and reads only where the settings say so', async t => {
  const folder = folderWithLogs(t)
  await start(t, folder)
  const { ask, hangUp } = agentIn(t, folder)
  const call = (name: string, sent: object) => ask('tools/call', { name, arguments: sent, _meta: envelope })
  const trial = await call('create_daily_log', { ...sampleOf('ko'), dry_run: true })
  assert.match(trial.result.structuredContent.plan, /^Nothing was written/)
  const { id } = (await call('create_daily_log', sampleOf('ko'))).result.structuredContent
  const read = await call('get_daily_log', { id })
  assert.deepEqual([read.result.structuredContent.title, (await hangUp())[0]], [sampleOf('ko').title, 0])

  writeFileSync(join(folder, '.env'), 'DURE_MCP_READ_ONLY=true\n')
  const { tools } = (await agentIn(t, folder).ask('tools/list', { _meta: envelope })).result
  assert.ok(!tools.some(({ name }: { name: string }) => name === 'create_daily_log'))
})
