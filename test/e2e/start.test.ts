import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { folderFor, start } from './command.ts'

test('a hub that starts with nothing on warns of it, and of where it has looked', async t => {
  const hub = await start(t, folderFor(t))
  for (let waits = 0; waits < 100 && !hub.said().includes('[WARN]'); waits++) await setTimeout(50)
  assert.match(hub.said(), /\[WARN\] there is no dure\.yaml or \.env in \S+: nothing is on\. .*--config/)
  await hub.stop()
})

test('a hub that starts tells what is not there on the far sides, before anything is written', async t => {
  const far = createServer((_, answer) => {
    answer.writeHead(404, { 'content-type': 'application/json' })
    answer.end(JSON.stringify({ object: 'error', status: 404, code: 'object_not_found', message: 'Could not find it' }))
  }).listen(0, '127.0.0.1')
  t.after(() => far.close())
  await once(far, 'listening')
  const folder = folderFor(t)
  const { port } = far.address() as AddressInfo
  const settings = {
    NOTION_API_KEY: 'ntn_test',
    NOTION_API_URL: `http://127.0.0.1:${port}`,
    NOTION_DB1_ID: '0123456789abcdef0123456789abcdef',
    DURE_PORT: '0',
  }
  writeFileSync(
    join(folder, '.env'),
    Object.entries(settings)
      .map(pair => pair.join('='))
      .join('\n'),
  )
  writeFileSync(join(folder, 'dure.yaml'), 'work-log: {}\n')
  const hub = await start(t, folder)
  for (let waits = 0; waits < 100 && !hub.said().includes('not as it is needed'); waits++) await setTimeout(100)
  assert.match(
    hub.said(),
    /\[WARN\] not as it is needed what="work-log Daily Work Logs" note=".*NOTION_DB1_ID.*Connections/,
  )
  await hub.stop()
})
