import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { needs } from '../require.ts'
import { dure, folderFor } from './command.ts'

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

test('the demo makes a real report, says what the mail said, and ends by itself', async t => {
  const folder = folderFor(t)
  const { code, out, err } = await dure(folder, ['demo', '--once'], { TMPDIR: folder })
  assert.equal(code, 0, err)
  assert.match(out, /녹화된 시각/)
  assert.match(out, /실패 \d+/)
  assert.match(out, /operations@example\.com 앞으로 온 메일: \[백업\] 실패/)
  const path = /(\S+mail_\d{14}\.html)/.exec(out)?.[1]
  assert.ok(path, out)
  const page = readFileSync(path, 'utf8')
  assert.match(page, /실패한 백업 상세/)
  assert.doesNotMatch(page, /<script/i)
})

test('the report opens in a browser without an error, in Korean, and runs nothing of what the logs contain', {
  skip: needs('chromium', browser !== undefined || 'no Chromium on this machine'),
}, async t => {
  const folder = folderFor(t)
  const { out } = await dure(folder, ['demo', '--once'], { TMPDIR: folder })
  const path = /(\S+mail_\d{14}\.html)/.exec(out)![1]!
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
  await page.goto(pathToFileURL(path).href)
  for (const fold of await page.locator('details').all())
    await fold.evaluate(element => element.setAttribute('open', ''))
  assert.match((await page.locator('h1').textContent()) ?? '', /실패/)
  assert.match((await page.locator('body').textContent()) ?? '', /읽기금지_<script>alert\(1\)/)
  assert.equal(await page.locator('script, img').count(), 0)
  assert.deepEqual(troubles, [])
})
