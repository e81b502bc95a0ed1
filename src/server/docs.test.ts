import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { chromium } from 'playwright-core'
import { needs } from '../../test/require.ts'
import { systemClock } from '../engine/clock.ts'
import { HubError } from '../engine/error.ts'
import { readAssets } from './assets.ts'
import { assetNames } from './docs.ts'
import { listen } from './listen.ts'
import { scene } from './testing.ts'

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const inBrowser = { skip: needs('chromium', browser !== undefined || 'no Chromium on this machine') }

test(
  'the page shows every route and calls one, under its policy and without asking anybody else',
  inBrowser,
  async t => {
    const { app, notes } = scene({ clock: systemClock, assets: readAssets(), access: { open: true } })
    const { url, close } = await listen(app, { host: '127.0.0.1', port: 0, clock: systemClock })
    t.after(() => close(0))
    const chrome = await chromium.launch({ executablePath: browser!, args: ['--no-sandbox', '--disable-gpu'] })
    t.after(() => chrome.close())
    const page = await chrome.newPage()
    const troubles: string[] = []
    page.on('console', message => troubles.push(message.text()))
    page.on('pageerror', error => troubles.push(error.message))
    page.on('request', request => {
      const address = request.url()
      if (!address.startsWith(url) && !address.startsWith('data:')) troubles.push(`asked ${address}`)
    })

    await page.goto(`${url}/docs`)
    await page.locator('.opblock').first().waitFor()
    assert.equal(await page.title(), 'Dure API 문서')
    assert.equal(await page.locator('.opblock').count(), 7 + 3)
    const write = page.locator('.opblock-post', { hasText: '메모를 남긴다' })
    await write.locator('.opblock-summary-control').click()
    await write.locator('.try-out__btn').click()
    await write.locator('.execute').click()
    await write.locator('.live-responses-table .response-col_status', { hasText: '201' }).waitFor()
    assert.equal(notes.get('1')!.title, '결제 서버 배포')
    assert.deepEqual(troubles, [])
  },
)

test('files that are not where they should be are named', () => {
  assert.deepEqual([...readAssets().keys()], [...assetNames])
  assert.throws(
    () => readAssets('nowhere'),
    (error: unknown) => error instanceof HubError && /swagger-ui\.css cannot be read/.test(error.message),
  )
})
