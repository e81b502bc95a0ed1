import { equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { cpuMs } from '../../../test/cpu.ts'
import { lineOf } from './lines.ts'

test('Markdown is one line of its words, without marks and fences', () => {
  equal(
    lineOf('- **빠름**\n\n  ```ts\n  const a = 1\n  ```\n1. [문서](https://example.com/a(b))'),
    '빠름; const a = 1; 문서',
  )
})

test('of signs that show nothing only those stay that join pictures', () => {
  equal(lineOf('👩‍💻 배포\u200b 👍🏽, ❤️‍🔥 a\u200db'), '👩‍💻 배포 👍🏽, ❤️‍🔥 a b')
})

test('a text of many lines is read in time that grows with its length', () => {
  for (const end of ['\n', '\r', '\r\n', ' \n']) {
    const began = cpuMs()
    equal(lineOf(`앞${end.repeat(50_000)}뒤`), '앞; 뒤')
    ok(cpuMs() - began < 1500, `${JSON.stringify(end)}: ${Math.round(cpuMs() - began)} ms`)
  }
})
