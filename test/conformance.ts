import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Call, callSync, callWorkLog } from './conformance/calls.ts'
import { type Hub, hubIn } from './conformance/hub.ts'
import { exits, type Inspector, inspector, inspectorAt } from './conformance/inspector.ts'
import { run } from './conformance/run.ts'
import { siteOnLoopback } from './conformance/site.ts'

const released = '@modelcontextprotocol/conformance@0.1.16'
const draft = '@modelcontextprotocol/conformance@0.2.0-alpha.12'

type Scenario = [suite: string, name: string, ...more: string[]]

const scenarios: Scenario[] = [
  ...['server-initialize', 'ping', 'tools-list', 'dns-rebinding-protection'].map((name): Scenario => [released, name]),
  ...['tools-list', 'dns-rebinding-protection', 'http-header-validation', 'caching'].map(
    (name): Scenario => [draft, name, '--spec-version', '2026-07-28'],
  ),
]

const say = (line: string) => void process.stdout.write(`✔ ${line}\n`)

const folder = mkdtempSync(join(tmpdir(), 'dure-conformance-'))
const site = await siteOnLoopback()
const hubs: Hub[] = []
try {
  const open = await hub('open')
  await suites(open)
  const names = await everyTool(inspectorAt(open.url, folder))
  await refusals(inspectorAt(open.url, folder))
  await dryRun(inspectorAt(open.url, folder))
  await underscores(names)
  await tokens(names)
  await Promise.all(hubs.map(hub => hub.end()))
} finally {
  await Promise.allSettled(hubs.map(hub => hub.end()))
  site.end()
  rmSync(folder, { recursive: true, force: true })
}

/** With all tools that there are; open to this machine alone unless a token is set. */
async function hub(name: string, settings: Record<string, string> = {}): Promise<Hub> {
  const started = await hubIn(join(folder, name), `work-log: {}\n${site.yaml}`, { ...site.settings, ...settings })
  hubs.push(started)
  return started
}

/** The public suites, which send no token. */
async function suites({ url }: Hub) {
  for (const [suite, scenario, ...more] of scenarios) {
    await run('npx', ['-y', suite, 'server', '--url', url, '--scenario', scenario, ...more, '-o', 'out'], folder)
    say(`${suite} ${scenario}`)
  }
}

/** Lists the tools to clients of both eras of the protocol, and calls each of them. */
async function everyTool(client: Inspector): Promise<string[]> {
  const names = await client.list()
  say(`${inspector} tools/list --strict: ${names.join(', ')}`)
  deepEqual(await client.list('--protocol-era', 'modern'), names)
  say(`${inspector} tools/list --strict, as a client of 2026`)
  const called = new Set<string>()
  const call: Call = async (tool, input) => {
    const answer = await client.call(tool, input)
    called.add(tool)
    say(`${inspector} tools/call ${tool}`)
    return answer
  }
  await callSync(call, site)
  await callWorkLog(call)
  deepEqual([...called].sort(), names.toSorted())
  return names
}

/** A tool that cannot do what it is asked is a failed call, and says why. */
async function refusals(client: Inspector) {
  const { content } = await client.call('create_play_todo_page', { play_id: 'EXT_Desk_D99' }, exits.toolError)
  match(content[0]!.text, /There is no Play "EXT_Desk_D99"/)
  await client.call('confluence.get_page', { page_id: '1' }, exits.toolError)
  say(`${inspector} tools/call of what is refused, by a tool that writes and by one that reads`)
}

async function dryRun(client: Inspector) {
  const page = { title: '만들지 않을 페이지', body_md: '글', parent_id: site.ids.todo, dry_run: true }
  const { structuredContent } = await client.call('confluence.create_page', page)
  match(structuredContent.plan, /^Nothing was written.*만들지 않을 페이지/s)
  ok(!site.titles().includes(page.title), 'a dry run has made a page')
  say(`${inspector} tools/call confluence.create_page, a dry run`)
}

/** For clients that take no dots in names. */
async function underscores(names: readonly string[]) {
  const { url } = await hub('underscores', { DURE_MCP_UNDERSCORES: 'true' })
  const client = inspectorAt(url, folder)
  const plain = await client.list()
  deepEqual(
    plain,
    names.map(name => name.replaceAll('.', '_')),
  )
  ok(
    plain.every(name => /^[a-zA-Z0-9_-]{1,64}$/.test(name)),
    'a name is none that every client takes',
  )
  say(`${inspector} tools/list --strict, underscores for dots`)
  const { structuredContent } = await client.call('confluence_get_page', { page_id: site.ids.live })
  equal(structuredContent.page_id, site.ids.live)
  say(`${inspector} tools/call confluence_get_page`)
}

/** Who has none, or another one, is told nothing. */
async function tokens(names: readonly string[]) {
  const token = crypto.randomUUID()
  const { url } = await hub('token', { API_AUTH_TOKEN: token })
  equal((await fetch(url, { method: 'POST' })).status, 401)
  await inspectorAt(url, folder).refused(exits.authRequired)
  await inspectorAt(url, folder, [`Authorization: Bearer ${crypto.randomUUID()}`]).refused(exits.authRequired)
  say(`${inspector} tools/list, refused without the token`)
  deepEqual(await inspectorAt(url, folder, [`Authorization: Bearer ${token}`]).list(), names)
  say(`${inspector} tools/list --strict with the token`)
}
