import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { needs } from '../require.ts'
import { dure, type Ended, folderFor, repository } from './command.ts'

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const inBrowser = { skip: needs('chromium', browser !== undefined || 'no Chromium on this machine') }

/** A page of a browser, and everything that went wrong on it or popped up. */
async function newPage(t: TestContext) {
  const chrome = await chromium.launch({ executablePath: browser!, args: ['--no-sandbox', '--disable-gpu'] })
  t.after(() => chrome.close())
  const page = await chrome.newPage()
  const troubles: string[] = []
  page.on('console', message => troubles.push(message.text()))
  page.on('pageerror', error => troubles.push(error.message))
  page.on('dialog', dialog => {
    troubles.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return { page, troubles }
}

/** What is between the heading of a step and that of the next. */
const step = (out: string, number: number) =>
  new RegExp(`^${number}\\. [^]*?(?=^${number + 1}\\. |(?![^]))`, 'm').exec(out)?.[0] ?? assert.fail(out)

describe('a demo that ends by itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dure-test-'))
  const ended: Record<string, Ended> = {}
  before(async () => {
    const run = (...flags: string[]) => dure(folder, ['demo', '--once', ...flags], { TMPDIR: folder })
    const [ko, en] = await Promise.all([run(), run('--language', 'en')])
    Object.assign(ended, { ko, en })
  })
  after(() => rmSync(folder, { recursive: true, force: true }))
  const reportIn = (out: string) => /(\S+mail_\d{14}\.html)/.exec(out)?.[1] ?? assert.fail(out)

  test('says nothing but its story, without colours where nobody watches', () => {
    for (const { code, out, err } of Object.values(ended)) {
      assert.deepEqual([code, err], [0, ''])
      assert.doesNotMatch(out, new RegExp(String.fromCharCode(27)))
      assert.doesNotMatch(out, /undefined|\[object|NaN/)
    }
  })

  test('makes a real backup report, and says what the mail said', () => {
    const { out } = ended.ko!
    assert.match(out, /녹화된 시각\(2026-11-21 16:21\)/)
    assert.match(step(out, 1), /실패 \d+/)
    assert.match(step(out, 1), /operations@example\.com 앞으로 온 메일: \[백업\] 실패/)
    const report = readFileSync(reportIn(out), 'utf8')
    assert.match(report, /실패한 백업 상세/)
    assert.doesNotMatch(report, /<script/i)
    assert.match(step(ended.en!.out, 1), /Mail to operations@example\.com: \[Backup\] \d+ failed/)
  })

  test('shows the page of next week, and the messages to those who are on it', () => {
    const ko = step(ended.ko!.out, 2)
    assert.match(ko, /# 주간 배포 리스트 2026-W48 \(2026-11-23 ~ 2026-11-29\)\n/)
    assert.match(ko, /\[jira: project = "DEP" AND duedate >= "2026-11-23" AND duedate < "2026-11-30"/)
    assert.match(ko, /DEP-103 정산 중복 수정 +OPS-44 정산 배치 .*\[해야 할 일\] +김지은 +— +2026-11-26\(목\)\n/)
    assert.match(ko, /↳ @김지은 님, 맡으신 배포가 7건 있습니다/)
    assert.match(ko, /↳ 최민준 님, 맡으신 배포가/, 'whom Slack does not know is named without a mention')
    const en = step(ended.en!.out, 2)
    assert.match(en, /# Weekly deploy list 2026-W48 \(2026-11-23 to 2026-11-29\)\n/)
    assert.match(en, /DEP-103 Double settlement +OPS-44 Settlement batch .*Kim Jieun +— +2026-11-26 \(Thu\)\n/)
    assert.match(en, /↳ @Kim Jieun, you have 7 deployments/)
    assert.match(en, /↳ Choi Minjun, you have/)
  })

  test('shows the plan of an update: what would change on the page, and who would be told', () => {
    const ko = step(ended.ko!.out, 3)
    assert.match(ko, /deploy-report\/update deploy: 쓸 것 3건, 아무것도 쓰지 않았습니다/)
    assert.match(ko, /- DEP-103 [^\n]* 2026-11-26\(목\)\n[^\n]*\+ DEP-103 [^\n]* 2026-11-27\(금\)\n/)
    assert.match(ko, /\+ slack\.reply {2}#deploy \(thread\): @김지은 님, OPS-44 배포 티켓이 변경되었습니다/)
    const en = step(ended.en!.out, 3)
    assert.match(en, /deploy-report\/update deploy: 3 write\(s\); nothing was written/)
    assert.match(en, /- DEP-103 [^\n]* 2026-11-26 \(Thu\)\n[^\n]*\+ DEP-103 [^\n]* 2026-11-27 \(Fri\)\n/)
    assert.match(en, /\+ slack\.reply {2}#deploy \(thread\): @Kim Jieun, OPS-44 \(deploy ticket\) has changed/)
  })

  test('then updates: one person is told of one change, and what somebody wrote on the page is still there', () => {
    const ko = step(ended.ko!.out, 4)
    assert.match(ko, /갱신했습니다 · .*변경 1/)
    assert.equal(ko.match(/↳/g)?.length, 1)
    assert.match(ko, /↳ @김지은 님, OPS-44 배포 티켓이 변경되었습니다/)
    assert.match(ko, /예정일: 2026-11-26\(목\) → 2026-11-27\(금\)/)
    assert.match(ko, /✓ 사람이 쓴 메모는 페이지에 그대로/)
    const en = step(ended.en!.out, 4)
    assert.match(en, /↳ @Kim Jieun, OPS-44 \(deploy ticket\) has changed/)
    assert.match(en, /✓ the note is still on the page/)
  })

  test(
    'leaves a report that opens in a browser without an error, in Korean, and runs nothing of what the logs contain',
    inBrowser,
    async t => {
      const { page, troubles } = await newPage(t)
      await page.goto(pathToFileURL(reportIn(ended.ko!.out)).href)
      for (const fold of await page.locator('details').all())
        await fold.evaluate(element => element.setAttribute('open', ''))
      assert.match((await page.locator('h1').textContent()) ?? '', /실패/)
      assert.match((await page.locator('body').textContent()) ?? '', /읽기금지_<script>alert\(1\)/)
      assert.equal(await page.locator('script, img').count(), 0)
      assert.deepEqual(troubles, [])
    },
  )
})

describe('a demo that goes on', () => {
  /** Resolves once it says what to try. */
  async function going(t: TestContext) {
    const folder = folderFor(t)
    const env = { PATH: process.env.PATH, HOME: folder, TMPDIR: folder }
    const child = spawn(join(repository, 'bin/dure'), ['demo'], { cwd: folder, env })
    const gone = new Promise<number | null>(resolve => child.on('close', resolve))
    t.after(() => child.kill('SIGKILL'))
    let out = ''
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', chunk => {
        out += chunk
        if (/dure\.yaml deliveries\n/.test(out)) resolve()
      })
      void gone.then(code => reject(new Error(`it has ended with ${code}: ${out}`)))
    })
    const stop = () => {
      child.kill('SIGINT')
      return gone
    }
    const said = (pattern: RegExp) => pattern.exec(out)?.[1] ?? assert.fail(out)
    const config = said(/--config (\S+dure\.yaml) plan/)
    return { folder, config, said, stop }
  }

  test('can be played with from another terminal, and leaves nothing behind', async t => {
    const { folder, config, said, stop } = await going(t)
    const issue = said(/curl -d duedate=2026-11-25 (\S+)/)
    const moved = await fetch(issue, { method: 'POST', body: new URLSearchParams({ duedate: '2026-11-25' }) })
    assert.match(await moved.text(), /^OPS-41 {2}결제 서버\n검토 중 · 김지은 · 2026-11-25\n/)
    assert.equal((await fetch(issue, { method: 'POST', body: 'duedate=tomorrow' })).status, 400)

    const tried = (...args: string[]) => dure(folder, ['--config', config, ...args])
    const plan = await tried('plan', 'deploy-report/update', '--period', '2026-W48')
    assert.equal(plan.code, 0, plan.err)
    assert.match(plan.out, /\+ slack\.reply/)
    const run = await tried('run', 'deploy-report/update', '--period', '2026-W48')
    assert.equal(run.code, 0, run.err)
    assert.match(run.out, /갱신했습니다/)
    assert.match((await tried('deliveries')).out, /slack\.reply +done/)
    const channel = await (await fetch(said(/Slack {3}(http\S+)/))).text()
    assert.match(channel, /↳ @김지은 님, OPS-41 배포 티켓이 변경되었습니다/)

    assert.equal(await stop(), 0)
    assert.equal(existsSync(config), false)
  })

  test('shows its page in a browser', inBrowser, async t => {
    const { said, stop } = await going(t)
    const { page, troubles } = await newPage(t)
    await page.goto(said(/페이지 {2}(http\S+)/))
    const text = (await page.locator('body').textContent()) ?? ''
    assert.match(text, /26일은 카드사 점검일이라/)
    assert.match(text, /OPS-44 배포 티켓이 변경되었습니다/)
    await page.getByRole('link', { name: 'OPS-44' }).first().click()
    assert.match(
      (await page.locator('body').textContent()) ?? '',
      /OPS-44 {2}정산 배치\n해야 할 일 · 김지은 · 2026-11-27/,
    )
    assert.deepEqual(troubles, [])
    assert.equal(await stop(), 0)
  })
})
