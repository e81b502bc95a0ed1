import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { loadAutomations } from './automations.ts'
import { connector, mistakesOf, run, settled } from './config-testing.ts'
import { defineAutomation } from './engine/automation.ts'
import { type Connector, defineConnector, optional } from './engine/connector.ts'
import { secret } from './engine/settings.ts'

const disk = connector('disk', {})
const idle = (name: string) =>
  defineAutomation({ name, title: name, uses: { disk }, tasks: { now: { summary: 'x', run } } })

const twice = (text: string) => ({ en: text, ko: text })
const pager = defineConnector({
  name: 'pager',
  settings: {
    PAGER_HOOK: secret().optional(),
    PAGER_TOKEN: secret().optional(),
    PAGER_ROOM: z.string().optional(),
    PAGER_ADMIN: z.string().optional(),
  },
  mistakes({ PAGER_HOOK, PAGER_TOKEN, PAGER_ROOM }, users) {
    if (!PAGER_HOOK && !PAGER_TOKEN) return [twice('neither PAGER_HOOK nor PAGER_TOKEN is set')]
    const wantsRoom = PAGER_TOKEN && !PAGER_ROOM && users.length > 0
    return wantsRoom ? [twice(`PAGER_ROOM is not set; PAGER_TOKEN needs it for ${users.join(', ')}`)] : []
  },
  connect: () => ({}),
  check: async () => undefined,
  alertSettings: ['PAGER_ADMIN'],
  alert: (payload, { PAGER_ADMIN }) => (PAGER_ADMIN ? { write: 'page', payload } : undefined),
})
const watch = (name: string) =>
  defineAutomation({ name, title: name, uses: { disk, pager: optional(pager) }, tasks: { now: { summary: 'x', run } } })

test('a connector all of whose settings may be left out is off when they are, and the warning names them', t => {
  const { connectors, warnings } = settled(t, { automations: [watch('guard')] })
  assert.equal(connectors.get('pager')?.state, 'off')
  assert.deepEqual(warnings, [
    'guard works without pager: none is set of PAGER_HOOK, PAGER_TOKEN, PAGER_ROOM, PAGER_ADMIN',
  ])
})

test('settings that are right one by one and wrong together stop the start with all other mistakes', t => {
  const pages = defineAutomation({
    ...idle('pages'),
    settings: { PAGES_ROOT: z.coerce.number() },
    options: z.strictObject({ depth: z.int().default(3) }).prefault({}),
  })
  const automations = [watch('guard'), watch('dog'), pages]
  const env = { PAGER_TOKEN: 'xoxb-token', PAGES_ROOT: 'seven' }
  const mistakes = mistakesOf(t, { automations, env, yaml: 'pages: {depth: deep}\n' })
  assert.equal(mistakes.length, 3)
  assert.match(mistakes[0] ?? '', /^PAGES_ROOT must be a number, not text$/)
  assert.equal(mistakes[1], 'PAGER_ROOM is not set; PAGER_TOKEN needs it for guard, dog')
  assert.match(mistakes[2] ?? '', /^dure\.yaml:1: pages\.depth must be a number, not text$/)
  const half = mistakesOf(t, { automations, env: { PAGER_ROOM: 'ops' } })
  assert.deepEqual(half, ['neither PAGER_HOOK nor PAGER_TOKEN is set'])
  const { connectors } = settled(t, { automations, env: { PAGER_TOKEN: 'xoxb-token', PAGER_ROOM: 'ops' } })
  assert.deepEqual(connectors.get('pager')?.settings, {
    PAGER_HOOK: undefined,
    PAGER_TOKEN: 'xoxb-token',
    PAGER_ROOM: 'ops',
    PAGER_ADMIN: undefined,
  })
})

test('a connector whose settings name an administrator is on for alerts, whichever automation runs', t => {
  const off = { ...watch('guard'), settings: { GUARD_KEY: z.string() } }
  const automations = [off, idle('tidy')]
  const env = { PAGER_TOKEN: 'xoxb-token', PAGER_ADMIN: 'admin' }
  const on = settled(t, { automations, env })
  assert.deepEqual([on.automations.get('guard')?.state, on.connectors.get('pager')?.state], ['off', 'on'])
  assert.equal(settled(t, { automations, env: { PAGER_TOKEN: 'xoxb-token' } }).connectors.get('pager')?.state, 'off')
  assert.deepEqual(mistakesOf(t, { automations, env: { PAGER_ADMIN: 'admin' } }), [
    'neither PAGER_HOOK nor PAGER_TOKEN is set',
  ])
})

test('an administrator half named stops the start: nobody may count on alerts that nobody gets', async t => {
  const automations = await loadAutomations()
  const named = { SMTP_URL: 'smtp://mail.example.com', MAIL_FROM: 'dure@example.com', MAIL_ADMIN: 'admin@example.com' }
  assert.equal(settled(t, { automations, env: named }).connectors.get('smtp')?.state, 'on')
  const { SMTP_URL: _, ...half } = named
  assert.match(
    mistakesOf(t, { automations, env: half }).join('\n'),
    /^SMTP_URL is not set; smtp \(for alerts\) needs it/,
  )
})

test('reports have recipients: an automation that mails wants MAIL_TO, alerts alone do not', async t => {
  const automations = await loadAutomations()
  const env = {
    BACULUM_API_HOST: 'backup01.example.com',
    BACULUM_API_USERNAME: 'report',
    BACULUM_API_PASSWORD: 'password',
    SMTP_URL: 'smtp://mail.example.com',
    MAIL_FROM: 'dure@example.com',
    MAIL_ADMIN: 'admin@example.com',
  }
  assert.match(
    mistakesOf(t, { automations, env }).join('\n'),
    /^MAIL_TO is not set; smtp \(for backup-report\) needs it/,
  )
  assert.deepEqual(mistakesOf(t, { automations, env: { ...env, MAIL_TO: 'ops@example.com' } }), [])
})

test('every connector that can tell an administrator says which settings name one', async () => {
  const uses = (await loadAutomations()).flatMap(automation => Object.values(automation.uses))
  const connectors = uses.map((used: any): Connector => ('optional' in used ? used.optional : used))
  assert.ok(connectors.some(({ alert }) => alert))
  for (const { name, alert, alertSettings = [], settings } of connectors) {
    assert.equal(alertSettings.length > 0, alert !== undefined, name)
    for (const setting of alertSettings) assert.ok(setting in settings, `${name}: ${setting}`)
  }
})

const base = z.url().meta({ description: 'The site', example: 'https://site.example.com' })
const tracker = connector('tracker', { SITE_URL: base, SITE_TOKEN: secret().optional() })
const book = connector('book', { SITE_URL: base, SITE_TOKEN: secret().optional() })
const releases = defineAutomation({
  name: 'releases',
  title: 'Releases',
  uses: { tracker, book, pager: optional(pager) },
  settings: { TRACKER_PROJECT: z.string(), BOOK_SPACE: z.string(), BOOK_PARENT: z.string().optional() },
  tasks: { now: { summary: 'Does', run } },
})

test('what two connectors of one automation share is asked for and told once', t => {
  const automations = [releases]
  const { automations: off, warnings } = settled(t, { automations })
  assert.equal(off.get('releases')?.reason?.en, 'not set: TRACKER_PROJECT, BOOK_SPACE, SITE_URL')
  assert.deepEqual(warnings, [])
  assert.deepEqual(mistakesOf(t, { automations, env: { TRACKER_PROJECT: 'PAY' } }), [
    'SITE_URL is not set; tracker (for releases) and book (for releases) need it – The site, e.g. SITE_URL=https://site.example.com',
    'BOOK_SPACE is not set; releases needs it',
  ])
  const env = { TRACKER_PROJECT: 'PAY', BOOK_SPACE: 'OPS', SITE_URL: 'site' }
  assert.equal(mistakesOf(t, { automations, env }).length, 1)
  const on = settled(t, { automations, env: { ...env, SITE_URL: 'https://site.example.com' } })
  assert.equal(on.automations.get('releases')?.state, 'on')
  assert.equal(on.warnings.length, 1)
})
