import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { needs } from '../require.ts'
import { inBrowser, newPage } from './browser.ts'
import { dure, repository } from './command.ts'

const curl = ['/usr/bin/curl', '/opt/homebrew/bin/curl'].find(existsSync)
const withCurl = { skip: needs('curl', curl !== undefined || 'no curl on this machine') }

describe('a demo that goes on', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dure-test-'))
  const env = { PATH: process.env.PATH, HOME: folder, TMPDIR: folder }
  let child: ChildProcess
  let gone: Promise<number | null>
  let out = ''
  const said = (pattern: RegExp) => pattern.exec(out)?.[1] ?? assert.fail(out)
  const configFile = () => said(/--config (\S+dure\.yaml) plan/)

  /** Ready once it says what to try. */
  before(async () => {
    const demo = spawn(join(repository, 'bin/dure'), ['demo'], { cwd: folder, env })
    child = demo
    gone = new Promise(resolve => demo.on('close', resolve))
    await new Promise<void>((resolve, reject) => {
      demo.stdout.on('data', chunk => {
        out += chunk
        if (/dure\.yaml deliveries\n/.test(out)) resolve()
      })
      void gone.then(code => reject(new Error(`it has ended with ${code}: ${out}`)))
    })
  })
  after(() => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  test('shows its page in a browser', inBrowser, async t => {
    const { page, troubles } = await newPage(t)
    await page.goto(said(/배포 리스트 +(http\S+)/))
    const text = (await page.locator('body').textContent()) ?? ''
    assert.match(text, /26일은 카드사 점검일이라/)
    assert.match(text, /OPS-44 배포 티켓이 변경되었습니다/)
    await page.getByRole('link', { name: 'OPS-44' }).first().click()
    assert.match(
      (await page.locator('body').textContent()) ?? '',
      /OPS-44 {2}정산 배치\n해야 할 일 · 김지은 · 2026-11-27/,
    )
    assert.deepEqual(troubles, [])
  })

  test('can be played with from another terminal', async () => {
    const issue = said(/curl -d duedate=2026-11-25 (\S+)/)
    const moved = await fetch(issue, { method: 'POST', body: new URLSearchParams({ duedate: '2026-11-25' }) })
    assert.match(await moved.text(), /^OPS-41 {2}결제 서버\n검토 중 · 김지은 · 2026-11-25\n/)
    assert.equal((await fetch(issue, { method: 'POST', body: 'duedate=tomorrow' })).status, 400)

    const tried = (...args: string[]) => dure(folder, ['--config', configFile(), ...args])
    const plan = await tried('plan', 'deploy-report/update', '--period', '2026-W48')
    assert.equal(plan.code, 0, plan.err)
    assert.match(plan.out, /\+ slack\.reply/)
    const run = await tried('run', 'deploy-report/update', '--period', '2026-W48')
    assert.equal(run.code, 0, run.err)
    assert.match(run.out, /갱신했습니다/)
    assert.match((await tried('deliveries')).out, /slack\.reply\b.* done/)
    const channel = await (await fetch(said(/Slack {8}(http\S+)/))).text()
    assert.match(channel, /↳ @김지은 님, OPS-41 배포 티켓이 변경되었습니다/)
  })

  test('takes an event from another terminal, and shows it on the Live doc in a browser', inBrowser, async t => {
    const pasted = said(/^ {2}bin\/dure --config \S+ (event .*)$/m).replaceAll("'", '')
    const [, type, play, title] = /^event (\S+) --play (\S+) --title (.*)$/.exec(pasted) ?? assert.fail(pasted)
    const sent = await dure(folder, ['--config', configFile(), 'event', type!, '--play', play!, '--title', title!])
    assert.equal(sent.code, 0, sent.err)
    assert.match(sent.out, /받았습니다\. 기록할 곳: Action Log, Live doc\./)
    const { page, troubles } = await newPage(t)
    const entry = page.getByRole('listitem').filter({ hasText: '담당자와 통화' })
    await page.goto(said(/Live doc +(http\S+)/))
    assert.equal(await entry.count(), 1)
    assert.equal(await page.getByRole('listitem').count(), 4)
    await page.goto(said(/Play DB +(http\S+)/))
    assert.equal(await page.getByRole('row').filter({ hasText: 'EXT_Desk_D01' }).getByText('Green').count(), 1)
    assert.deepEqual(troubles, [])
  })

  test('makes the ToDo page of a Play, and lets in an agent, by what it shows', async () => {
    const made = await dure(folder, ['--config', configFile(), 'todo', said(/ (todo \S+)$/m).slice(5)])
    assert.equal(made.code, 0, made.err)
    assert.match(await (await fetch(made.out.trim())).text(), /EXT_Desk_D01 ToDo List/)
    const [, url, authorization] = /--transport http dure (\S+) --header 'Authorization: ([^']+)'/.exec(out) ?? []
    const answer = await fetch(url!, {
      method: 'POST',
      headers: {
        authorization: authorization!,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    })
    assert.match(await answer.text(), /"confluence\.get_page"/)
  })

  test('takes a log and finds one by the commands that it shows, as they stand', withCurl, async () => {
    const pasted = (line: string) => JSON.parse(execFileSync('sh', ['-c', line], { encoding: 'utf8', stdio: 'pipe' }))
    assert.match(pasted(said(/^ {2}(curl -d .*\/daily-logs)$/m)).page_id, /^[\da-f-]{36}$/)
    assert.equal(pasted(said(/^ {2}(curl -G .*)$/m)).logs[0].title, '배포 절차 문서화')
    const notion = await (await fetch(said(/Notion {7}(http\S+\/)$/m))).text()
    assert.match(notion, /^D5 +두레 데모 실행 +2026-11-21 /m)
    assert.equal((await fetch(said(/API {10}(http\S+)/))).status, 200)
  })

  test('ends by Ctrl-C and leaves nothing behind', async () => {
    child.kill('SIGINT')
    assert.equal(await gone, 0)
    assert.equal(existsSync(configFile()), false)
  })
})
