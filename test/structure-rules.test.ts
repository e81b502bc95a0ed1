import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { brokenImports, importCycles, wrongImports } from './structure/borders.ts'
import { strays } from './structure/homes.ts'
import { deadLinks, unevenTwins } from './structure/pages.ts'
import * as shape from './structure/shape.ts'
import { type Source, source } from './structure/tree.ts'

// A guard that cannot bark is worth nothing: each rule of structure.test.ts is shown wrong files here, and right ones.

/** What a rule says of files that the test makes up. */
const judged = (rule: (sources: Source[]) => string[], files: Record<string, string>) =>
  rule(Object.entries(files).map(([path, text]) => source(path, text)))

/** A rule is awake when it objects to each wrong file and to none of the right ones. */
function assertAwake(
  rule: (sources: Source[]) => string[],
  wrong: Record<string, string>,
  right: Record<string, string>,
) {
  for (const [path, text] of Object.entries(wrong))
    assert.ok(judged(rule, { [path]: text }).length > 0, `nothing was said about ${path}: ${text}`)
  assert.deepEqual(judged(rule, right), [])
}

describe('imports', () => {
  test('an import against the direction is caught', () => {
    assertAwake(
      wrongImports,
      {
        'src/engine/run.ts': "import { jira } from '../connectors/jira/index.ts'",
        'src/engine/log.ts': "import type { Sink } from '../log.ts'",
        'src/connectors/jira/index.ts': "import { page } from '../confluence/index.ts'",
        'src/connectors/jira/schema.ts': "const fake = await import('./fake.ts')",
        'src/connectors/slack/index.ts': "import { settings } from '../../config.ts'",
        'src/automations/deploy/index.ts': "import { Row } from '../../connectors/jira/schema.ts'",
        'src/automations/deploy/view.ts': "export { week } from '../work-log/week.ts'",
        'src/automations/deploy/week.ts': "import '../../hub.ts'",
        'src/server/http.ts': "import { jira } from '../connectors/jira/index.ts'",
        'src/console/page.ts': "import { http } from '../server/http.ts'",
        'src/cli.ts': "import { jira } from './connectors/jira/index.ts'",
        'src/hub.ts': "import { fakeJira } from './connectors/jira/fake.ts'",
        'src/config.ts': "type Bench = import('./engine/testing.ts').Bench",
        'src/log.ts': "import { main } from './cli.ts'",
        'src/engine/http.ts': "import { server } from './http-testing.ts'",
        'src/engine/clock.ts': "import { virtual } from '../../test/simulation/clock.ts'",
        'src/engine/store/sqlite.ts': "import { left } from '../../../vendor/left.ts'",
      },
      {
        'src/engine/store/sqlite.ts': "import type { Clock } from '../clock.ts'",
        'src/connectors/jira/fake.ts':
          "import { Row } from './schema.ts'\nimport { bench } from '../../engine/testing.ts'",
        'src/automations/deploy/index.ts':
          "import { jira } from '../../connectors/jira/index.ts'\nimport { week } from './week.ts'",
        'src/cli/demo.ts': "import { fakeJira } from '../connectors/jira/fake.ts'",
        'src/cli/run.ts': "import { openHub } from '../hub.ts'",
        'src/engine/clock.ts': "// import { jira } from '../connectors/jira/index.ts'\nconst text = `from '../hub.ts'`",
        'src/automations/deploy/deploy.test.ts': "import { fakeJira } from '../../connectors/jira/fake.ts'",
        'test/e2e/day.test.ts': "import { fakeJira } from '../../src/connectors/jira/fake.ts'",
      },
    )
  })

  test('a circle of imports is caught', () => {
    const a = "import type { B } from './b.ts'"
    assert.deepEqual(
      judged(importCycles, { 'src/a.ts': a, 'src/b.ts': "export * from './c.ts'", 'src/c.ts': "import './a.ts'" }),
      ['src/a.ts → src/b.ts → src/c.ts → src/a.ts'],
    )
    assert.deepEqual(judged(importCycles, { 'src/a.ts': a, 'src/b.ts': "import './c.ts'", 'src/c.ts': '' }), [])
  })

  test('an import without its extension is caught', () => {
    assertAwake(brokenImports, { 'src/a.ts': "import './b'" }, { 'src/a.ts': "import './b.ts'", 'src/b.ts': '' })
  })
})

describe('what has one home', () => {
  test('reaching for what is handed in is caught', () => {
    const wrong = [
      'const url = process.env.URL',
      "import { env } from 'node:process'",
      "console.log('done')",
      "process.stdout.write('done')",
      'const now = new Date()',
      'const now = new Date',
      'const ms = Date.now()',
      'const ms = performance.now()',
      "import { performance } from 'node:perf_hooks'",
      'setTimeout(next, 5)',
      'await new Promise(setImmediate)',
      'const signal = AbortSignal.timeout(5)',
      "import { setTimeout as sleep } from 'node:timers/promises'",
      'const chance = Math.random()',
      'const id = crypto.randomUUID()',
      "import { randomBytes } from 'node:crypto'",
      'const answer = await fetch(url)',
      'const call = options.fetch ?? globalThis.x ?? fetch',
      `const text = \`at \${Date.now()}\``,
      "import { request } from 'node:https'",
      "import pg from 'pg'",
      "const { createTransport } = await import('nodemailer')",
      "import { execFile } from 'node:child_process'",
      "import { Worker } from 'node:worker_threads'",
    ]
    for (const text of wrong)
      assertAwake(strays, { 'src/connectors/jira/index.ts': text, 'src/engine/run.ts': text }, {})
  })

  test('what is handed in, and what only looks like a stray, is let be', () => {
    const fine = [
      'const at = new Date(clock.now())',
      'const day = Date.UTC(2026, 0, 1) + Date.parse(text)',
      '// process.env, console.log and fetch(url) in a comment',
      "const text = 'new Date()' + `Math.random()`",
      'const answer = await io.fetch(url)',
      'cache.fetch(key)',
      "import { createHash } from 'node:crypto'",
      'await clock.sleep(5)',
    ]
    for (const text of fine) assertAwake(strays, {}, { 'src/engine/run.ts': text })
    assertAwake(
      strays,
      {},
      { 'src/engine/clock.ts': 'new Date()', 'src/cli.ts': 'process.env', 'test/e2e/a.test.ts': 'fetch(url)' },
    )
  })

  test('the simulation may not look at the machine’s clock, although other tests may', () => {
    const text = 'const now = Date.now()'
    const free = { 'test/bench/main.ts': text, 'test/simulation/main.ts': text }
    assertAwake(strays, { 'test/simulation/world.ts': text }, free)
  })
})

describe('shape', () => {
  test('a long file and a long function of any form are caught', () => {
    const long = (lines: number, head: string, tail = '}') =>
      [head, ...Array(lines - 2).fill('  step()'), tail].join('\n')
    const heads = [
      'function f() {',
      'export async function f<T>(a: T, b = { c: 1 }): Promise<Map<string, { d: T }>> {',
      'const f = async (a: string): Promise<void> => {',
      'const f = a => {',
      'class A { f(): { x: number } | undefined {',
      'test("a long story", async () => {',
    ]
    for (const head of heads) assertAwake(shape.tooLong, { 'src/a.ts': long(61, head) }, { 'src/a.ts': long(60, head) })
    assertAwake(
      shape.tooLong,
      { 'src/a.ts': long(61, 'const f = () => ({', '})') },
      { 'src/a.ts': long(60, 'const f = () => ({', '})') },
    )
    assertAwake(shape.tooLong, { 'src/a.ts': 'step()\n'.repeat(301) }, { 'src/a.ts': 'step()\n'.repeat(300) })
    assertAwake(
      shape.tooLong,
      {},
      {
        'src/a.ts': long(99, "describe('a chapter', () => {", '})'),
        'src/b.ts': long(99, 'if (a) {'),
        'src/c.ts': long(99, 'const a = {'),
      },
    )
  })

  test('a closure is measured without the named functions that it holds, a callback belongs to its function', () => {
    const body = '    step()\n'.repeat(50)
    const holding = (head: string, tail: string) => `function f() {\n${`  ${head}\n${body}  ${tail}\n`.repeat(2)}}\n`
    for (const head of [
      'function g() {',
      'const g = async (a: string) => {',
      'g: a => {',
      'async g(): Promise<void> {',
    ])
      assertAwake(shape.tooLong, {}, { 'src/a.ts': holding(head, '}') })
    assertAwake(
      shape.tooLong,
      { 'src/a.ts': holding('list.map(a => {', '})'), 'src/b.ts': holding('if (a) {', '}') },
      {},
    )
  })

  test('brackets and quotes in literals and comments do not mislead the measure', () => {
    const line = `return [/[/{'"\`]/.test(a), '{', \`{\${b({ c: \`}\` })}{\`, 1 / 2, "/*"] // {`
    const tricky = `function f() {\n  ${line}\n}\n`
    assertAwake(shape.tooLong, {}, { 'src/a.ts': tricky + 'step()\n'.repeat(90) })
  })

  test('syntax that Node cannot strip is caught', () => {
    const wrong = [
      'export enum A {',
      'const enum A {',
      'namespace A {',
      'constructor(private readonly a: string) {}',
      "export * from './a.ts'",
    ]
    for (const text of wrong) assertAwake(shape.wrongSyntax, { 'src/a.ts': text }, {})
    assertAwake(
      shape.wrongSyntax,
      {},
      { 'src/a.ts': "const a = 'enum A'\nconstructor(a: string) {}\nexport { b } from './b.ts'" },
    )
  })

  test('a folder that lacks its test, its fake, its README or its name is caught', () => {
    const folder = (name: string, files: string[]) =>
      Object.fromEntries(files.map(file => [`src/${name}/${file}`, `name: '${name.split('/')[1]}'`]))
    const whole = ['index.ts', 'README.md', 'fake.ts', 'x.test.ts']
    for (const file of whole) {
      const parts = folder(
        'connectors/x',
        whole.filter(other => other !== file),
      )
      assert.equal(judged(shape.incompleteFolders, parts).length, 1, `without ${file}`)
    }
    const misnamed = { ...folder('connectors/x', whole), 'src/connectors/x/index.ts': "name: 'y'" }
    assert.deepEqual(judged(shape.incompleteFolders, misnamed), ["src/connectors/x/index.ts is not named 'x'"])
    assert.deepEqual(judged(shape.incompleteFolders, folder('connectors/x', whole)), [])
    assert.deepEqual(
      judged(shape.incompleteFolders, folder('automations/x', ['index.ts', 'README.md', 'x.test.ts'])),
      [],
    )
  })

  test('a vague or uneven file name is caught', () => {
    assertAwake(
      shape.vagueNames,
      {
        'src/engine/queue-manager.ts': '',
        'src/utils/date.ts': '',
        'src/engine/core.ts': '',
        'test/helpers.ts': '',
        'src/jobHandler.ts': '',
      },
      { 'src/engine/scores.ts': '', 'docs/common.md': '', 'src/engine/process.ts': '' },
    )
    assertAwake(
      shape.unevenNames,
      { 'src/jobRow.ts': '', 'src/Job.ts': '', 'src/job_row.ts': '' },
      { 'src/job-row.test.ts': '' },
    )
  })
})

describe('text', () => {
  test('a machine’s path and a registry’s address are caught', () => {
    const path = (...parts: string[]) => ['', ...parts].join('/')
    const wrong = [
      `see ${path('work', 'main')}`,
      `cd ${path('root', 'x')}`,
      `'${path('home', 'me', 'x')}'`,
      `rm ${path('tmp', 'x')}`,
    ]
    for (const text of [
      ...wrong,
      `https://${['npmjs', 'org'].join('.')}`,
      `http://${['deb', 'debian', 'org'].join('.')}`,
    ])
      assertAwake(shape.placesNamed, { 'docs/a.md': text }, {})
    const fine = 'src/work/a.ts, https://example.com/work/a, $HOME/root/x, ./tmp/x, under /tmp'
    assertAwake(shape.placesNamed, {}, { 'docs/a.md': fine, 'test/a.test.ts': `rm ${path('tmp', 'x')}` })
  })

  test('a link to nowhere is caught', () => {
    const right = {
      'docs/a.md': '[b](../src/b.md#x), [w](https://example.com), `[n](none.md)`, [f](../src)',
      'src/b.md': '',
    }
    assertAwake(deadLinks, { 'docs/a.md': 'see [b](b.md)', 'a.md': 'see [b](docs/b.md#x)' }, right)
  })

  test('a page that says more or other than its Korean twin is caught', () => {
    const page = '# A\n\n| a |\n| --- |\n| `DURE_DATA` |\n\n```sh\ndure start # goes\n```\n'
    const pair = (korean: string) => ({ 'a.md': page, 'a.ko.md': korean })
    assert.deepEqual(judged(unevenTwins, pair(page.replace('A', '가').replace('goes', '시작'))), [])
    for (const [from, to] of [
      ['# A', '## A'],
      ['DURE_DATA', 'DURE_DATE'],
      ['| a |', '| a |\n| b |'],
      ['start', 'run'],
    ] as const)
      assert.equal(judged(unevenTwins, pair(page.replace(from, to))).length, 1, `${from} became ${to}`)
    const written = '<!-- Written by scripts/a.ts -->\n'
    assertAwake(unevenTwins, { 'b.ko.md': page }, { 'a.md': page, 'a.ko.md': `${written}\n# 가\n` })
  })

  test('a test that would sleep is caught', () => {
    const rule = (sources: Source[]) => shape.asleep(sources, ['src/**/*.test.ts'])
    assertAwake(
      rule,
      {
        'test/deep/a.test.ts': "test('a whole sentence here', f)",
        'src/a.test.ts': ['test', "only('a whole sentence here', f)"].join('.'),
        'src/b.test.ts': "test('works', f)",
        'src/c.test.ts': "test('the same is said', f)\ntest('the same is said', g)",
      },
      { 'src/deep/a.test.ts': "test('변경이 없으면 알리지 않는다', f)\nRegExp.prototype.test('x')" },
    )
  })
})
