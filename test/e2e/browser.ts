import { existsSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { chromium } from 'playwright-core'
import { needs } from '../require.ts'

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
/** For tests that need one. */
export const inBrowser = { skip: needs('chromium', browser !== undefined || 'no Chromium on this machine') }

/** A page of a browser, and everything that went wrong on it or popped up. */
export async function newPage(t: TestContext) {
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
