import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fc } from '../../test/property.ts'
import { faultIn, readJsonFile } from './json-file.ts'
import { Exit } from './session.ts'
import { wordsOf } from './words.ts'

const said = wordsOf('en').usage.jsonFile

function folder(t: TestContext) {
  const cwd = mkdtempSync(join(tmpdir(), 'dure-json-'))
  t.after(() => rmSync(cwd, { recursive: true }))
  const read = (file: string) => readJsonFile('--snapshot', file, cwd, said)
  const written = (content: string | Uint8Array) => {
    writeFileSync(join(cwd, 'file.json'), content)
    return read('file.json')
  }
  return { cwd, read, written }
}

const refused = (read: () => unknown, message: RegExp) =>
  assert.throws(read, (error: Exit) => error instanceof Exit && error.code === 2 && message.test(error.message))

test('a file is read from the folder of the command, with or without a byte order mark', t => {
  const { cwd, read, written } = folder(t)
  assert.deepEqual(written('[{"key": "DEP-1", "summary": "결제 서버"}]'), [{ key: 'DEP-1', summary: '결제 서버' }])
  assert.deepEqual(written('\ufeff{"DEP-1": true}\r\n'), { 'DEP-1': true })
  assert.deepEqual(read(join(cwd, 'file.json')), { 'DEP-1': true })
})

test('a file that is not there, no file, too big or not in UTF-8 is refused in a sentence that says so', t => {
  const { cwd, read, written } = folder(t)
  refused(() => read('lost.json'), /^--snapshot: lost\.json is not there; it was looked for at .*lost\.json$/)
  refused(() => read('.'), /^--snapshot: \. is no file/)
  refused(() => written(Uint8Array.of(0x5b, 0x22, 0xb0, 0xa1, 0x22, 0x5d)), /is not written in UTF-8; save it anew/)
  writeFileSync(join(cwd, 'big.json'), '')
  truncateSync(join(cwd, 'big.json'), 16 * 1024 * 1024 + 1)
  refused(() => read('big.json'), /is too big \(16777217 bytes, at most 16777216\)/)
})

test('a file that is no JSON is refused with line and column', t => {
  const { written } = folder(t)
  refused(
    () => written('[\n  {"key": "DEP-1"},\n  {"key": NaN}\n]'),
    /is no JSON: line 3, column 11: expected a value, found NaN$/,
  )
  refused(() => written(''), /line 1, column 1: expected a value, found the end$/)
})

test('the first place where a text stops being JSON is named with what was expected there', () => {
  for (const [text, fault] of [
    ['{"a": 1,}', 'line 1, column 9: expected a name in quotes, found }'],
    ["{'a': 1}", "line 1, column 2: expected a name in quotes or }, found '"],
    ['{a: 1}', 'line 1, column 2: expected a name in quotes or }, found a'],
    ['{"a" 1}', 'line 1, column 6: expected :, found 1'],
    ['[1 2]', 'line 1, column 4: expected , or ], found 2'],
    ['[1,]', 'line 1, column 4: expected a value, found ]'],
    ['{"a": [1}', 'line 1, column 9: expected , or ], found }'],
    ['{"a": True}', 'line 1, column 7: expected a value, found True'],
    ['{"a": "열린', 'line 1, column 7: expected a value, found "열린'],
    ['[01]', 'line 1, column 2: expected a value or ], found 01'],
    ['["\\x"]', 'line 1, column 2: expected a value or ], found "'],
    ['[1]\n[2]', 'line 2, column 1: expected the end, found ['],
    ['[{"a":\n\n', 'line 3, column 1: expected a value, found the end'],
  ] as const)
    assert.equal(faultIn(text, said), fault, text)
})

test('a text is JSON to the end exactly where the parser takes it', () => {
  const whole = (text: string) => faultIn(text, said).endsWith('expected the end, found the end')
  const isJson = (text: string) => {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"\\u00e9"',
    '1',
    '-0.5e+3',
    'true',
    'null',
    ' ',
    '\n',
    '"',
    '01',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.array(pieces, { maxLength: 8 }).map(parts => parts.join('')),
      ),
      text => {
        assert.equal(whole(text), isJson(text), text)
      },
    ),
    { numRuns: 3000 },
  )
})

test('a text as deep and as long as a file may be is read without exhausting the stack', () => {
  assert.match(faultIn('['.repeat(1_000_000), said), /^line 1, column 1000001: expected a value or ], found the end$/)
  assert.match(faultIn(`["${'결\\n'.repeat(1_000_000)}" x]`, said), /expected , or ], found x$/)
})
