import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { inBrowser, newPage } from './browser.ts'
import { dure, type Ended } from './command.ts'

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

  test('takes logs by the API once each, and says in words what is wrong with one', () => {
    const ko = step(ended.ko!.out, 5)
    assert.match(ko, /"title": "REST API 기반 일간 로그 자동화 구축"/)
    assert.match(ko, /201 Created\n.*\n.*"page_id": "[\da-f-]{36}",\n.*"url": "https:\/\/www\.notion\.so\/[\da-f]{32}"/)
    assert.equal(ko.match(/│ 201 Created/g)?.length, 4)
    assert.match(ko, /같은 페이지를 답합니다: 201 Created, Idempotency-Replayed: true\. Notion의 행은 그대로 4개/)
    assert.match(ko, /│ 400 Bad Request\n.*요청이 올바르지 않습니다\. 고칠 곳이 3군데/)
    assert.match(ko, /│ category +다음 중 하나여야 합니다: 신규기능,/)
    const en = step(ended.en!.out, 5)
    assert.match(en, /the same page: 201 Created, Idempotency-Replayed: true\. Notion still has 4 rows/)
    assert.match(en, /│ context +the section "### Result" is missing/)
  })

  test('tells a week in sentences that name their logs, and a number that the model made up in none of them', () => {
    const ko = step(ended.ko!.out, 6)
    assert.match(
      ko,
      /• 결제 승인 API의 p95를 820ms에서 140ms로 [^\n]+\n.*근거: 결제 승인 API 응답 시간 단축 \(2026-11-18\)/,
    )
    assert.match(ko, /로그 4건에서 성과 3건 · 토큰: 입력 \d{3,}, 출력 \d{2,}/)
    assert.match(ko, /✕ [^\n]*15%[^\n]*\n.*15%는 근거 로그에 없습니다\n.*✓ [^\n]*하루 37건에서 0건으로/)
    assert.doesNotMatch(ko, /• [^\n]*15%/)
    const en = step(ended.en!.out, 6)
    assert.match(en, /3 achievements from 4 logs · tokens: \d{3,} in, \d{2,} out/)
    assert.match(en, /✕ Raised revenue by 15%[^\n]*\n.*15% stands in none of its logs\n.*✓ [^\n]*from 37 a day to 0/)
    assert.doesNotMatch(en, /• [^\n]*15%/)
  })

  test('then the month, and shows the rows of Notion with what they are linked to', () => {
    for (const [out, fourth] of [
      [ended.ko!.out, '배포 절차 문서화'],
      [ended.en!.out, 'Deployment guide'],
    ] as const) {
      const month = step(out, 7)
      assert.match(month, /\(2026-11-18\), [^\n]+ \(2026-11-19\)\n/, 'one sentence of two logs')
      assert.match(month, new RegExp(`│ D4 +${fourth} +2026-11-20 `))
      assert.match(month, /│ W1 +2026-W47 .* D2 D3 D1\n/)
      assert.match(month, /│ M1 +2026-11 .* W1\n/)
      assert.doesNotMatch(month, /15%/)
    }
  })

  test('and finds logs by a word, the one that has it in its title first', () => {
    assert.match(step(ended.ko!.out, 8), /q=배포\n\n.*200 OK\n.*배포 절차 문서화\n(.*\n){2}\n/)
    assert.match(step(ended.en!.out, 8), /q=deployment\n\n.*200 OK\n.*Deployment guide\n(.*\n){2}\n/)
  })

  test('records the events of a team once each, upon what a person has saved meanwhile', () => {
    for (const [out, title, notes, remark] of [
      [ended.ko!.out, '세미나 참석 기업 3곳이 데모를 요청', '메모', '데모는 화요일 오후 3시로'],
      [ended.en!.out, '3 companies of the seminar ask for a demo', 'Notes', 'The demos are on Tuesday'],
    ] as const) {
      const events = step(out, 9)
      assert.match(events, /"writes": \["log","live"\],\n.*\n.*"status": "accepted"/)
      assert.match(events, /: 200 OK, "status": "known"/)
      assert.match(events, /202 Accepted {2}brief\.created +Action Log, Live doc, Play DB\n/)
      const [, log = '', live = ''] = /# Action Log\n([\s\S]*)# EXT_Desk_D01 Live doc\n([\s\S]*)✓/.exec(events) ?? []
      assert.deepEqual(log.match(/(signal|brief|score|validation)-\d+/g), ['signal-412', 'brief-31'])
      assert.match(log, new RegExp(`signal-412 +EXT_Desk_D01 +Signal +${title} .* 2026-11-19 10:05\n`))
      assert.equal(live.match(/^ *│ - /gm)?.length, 3, 'an entry for each signal, brief and validation')
      assert.match(live, new RegExp(`- 2026-11-19 \\[.*\\] ${title} · .* → (점수|score) 82 · `))
      assert.match(live, new RegExp(`## ${notes}\n.*${remark}`))
    }
  })

  test('counts the quarter to date of each Play, with its status', () => {
    const ko = step(ended.ko!.out, 10)
    assert.match(ko, /EXT_Desk_D01 +김지은 +0 +1 +1 +1 +0 +\[Green\] +2026-11-21 16:21\n/)
    assert.match(ko, /EXT_Desk_D02 +최민준 +0 +0 +0 +0 +0 +\[Red\] +2026-11-21 16:21\n/)
    assert.match(ko, /2026-Q4: 기록할 이벤트 2건, 행 2개/)
    assert.match(step(ended.en!.out, 10), /2026-Q4: 2 events to be logged, 2 rows/)
  })

  test('lets an agent read the pages by MCP, and look at what it would write', () => {
    for (const [out, notes, before] of [
      [ended.ko!.out, '메모', '데모는 화요일 오후 3시로'],
      [ended.en!.out, 'Notes', 'The demos are on Tuesday'],
    ] as const) {
      const agent = step(out, 11)
      assert.equal(agent.match(/│ confluence\.\w+ {2}/g)?.length, 8)
      assert.match(agent, /│ \{"play_id":"EXT_Desk_D01","signal_qtd":"1","status":"Green"\}\n/)
      const [, mark, section = ''] = /<<<<<< (\w+) begins\n([\s\S]*)>>>>>> \1 ends/.exec(agent) ?? []
      assert.ok(mark)
      assert.match(section, /https:\/\/example\.com\/signals\/412\).*\*\*(점수|score) 82\*\*/)
      assert.match(agent, /"dry_run":true\}\n.*Nothing was written\. .* 1 write outside the hub\.\n/)
      assert.match(agent, new RegExp(`^ +│ {2}## ${notes}\n +│ {2}${before}.*\n +│ \\+- \\[ \\] `, 'm'))
    }
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
