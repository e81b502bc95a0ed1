import { deepEqual, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import { cpuMs } from '../../../test/cpu.ts'
import { codesIn, excerptOf, reasonOf, wholeLog } from './excerpt.ts'
import { masked } from './mask.ts'
import { recorded } from './recorded-testing.ts'

const limits = { findings: 12, characters: 6000 }
const { logs } = recorded('13-api-v2')
const old = recorded('9.6-api-v1').logs
const excerpt = (id: number, from = logs) => excerptOf(from?.get(id) ?? [], limits)
const texts = (id: number, from = logs) => excerpt(id, from).findings.map(finding => finding.text)

test('the line with the cause is found, the words "Errors: 0" of the summary are not', () => {
  deepEqual(texts(11), [
    'Fatal error: [DE0029] Unable to connect to Client: dead01-fd on 127.0.0.1:19998. ERR=Connection refused',
  ])
  ok(!texts(10).some(text => text.includes('SD Errors')))
  ok(!texts(10).some(text => text.startsWith('Error: Bacula')))
})

test('the summary tells how the job ended and what the daemons counted', () => {
  equal(excerpt(11).termination, '*** Backup Error ***')
  equal(excerpt(4).counted, 'FD 2 · SD 0')
  equal(excerpt(14).termination, 'Backup Canceled')
})

test('unreadable files count as errors although their lines do not say so', () => {
  deepEqual(texts(3).slice(0, 2), [
    'Cannot open "/opt/lab/data/warn/unreadable <b>&"x".txt": ERR=Permission denied.',
    'Could not stat "/nonexistent/<img src=x onerror=alert(1)>": ERR=No such file or directory',
  ])
})

test('3,000 lines that differ in names only become one, with the first and the last', () => {
  const [flood, ...others] = excerpt(13).findings
  equal(flood?.times, 3000)
  match(flood?.text ?? '', /file-with-a-rather-long-name-1\.dat/)
  match(flood?.last ?? '', /file-with-a-rather-long-name-3000\.dat/)
  equal(others.length, 0)
})

test('the output of a failed script is shown before the error it caused', () => {
  deepEqual(texts(9).slice(0, 2), [
    'ClientBeforeJob: mysqldump: Got error: 1045: Access denied for user',
    'Error: Runscript: ClientBeforeJob returned non-zero status=3. ERR=Child exited with code 3',
  ])
})

test('rescheduled attempts are counted and their repeats collapsed', () => {
  const found = excerpt(12)
  equal(found.attempts, 3)
  equal(found.findings[0]?.times, 3)
})

test('the reason of a failure is its first fatal line', () => {
  match(reasonOf(excerpt(33)) ?? '', /^Fatal error: backup\.c:892 Network send error/)
  match(reasonOf(excerpt(7, old)) ?? '', /Unable to authenticate with File daemon/)
})

test('a job that a storage refused says why', () => {
  match(texts(22)[0] ?? '', /didn't accept Device "FileDev"/)
})

test('an empty log and one without any known line are told honestly', () => {
  equal(excerptOf([], limits).lines, 0)
  deepEqual(
    excerptOf(['dir JobId 1: something new'], limits).findings.map(finding => finding.text),
    ['dir JobId 1: something new'],
  )
})

test('error codes are collected', () => {
  deepEqual(excerpt(9).codes, ['DE0031'])
  deepEqual(codesIn('[DE0029] x [DE0029] [DE0064]'), ['DE0029', 'DE0064'])
})

test('the gravest lines stay when there are too many, in the order in which they happened', () => {
  const rows = [
    ...Array.from({ length: 40 }, (_, i) => `fd JobId 1: Warning: kind ${'abcdefghij'[i % 10]}${'klmn'[i % 4]}`),
    'dir JobId 1: Fatal error: the end',
  ]
  const found = excerptOf(rows, { findings: 5, characters: 6000 })
  equal(found.findings.length, 5)
  equal(found.findings.at(-1)?.text, 'Fatal error: the end')
  equal(found.left + found.findings.reduce((sum, one) => sum + one.times, 0), 41)
})

test('a very long line is clipped', () => {
  const found = excerptOf([`dir JobId 1: Fatal error: ${'x'.repeat(1_000_000)}`], limits)
  ok((found.findings[0]?.text.length ?? 0) <= 500)
})

test('the whole log keeps head and tail within its limit and says what it cut', () => {
  const rows = Array.from({ length: 1000 }, (_, i) => `line ${i} ${'.'.repeat(90)}`)
  const whole = wholeLog(rows, 10_000)
  ok(whole.text.length < 11_000)
  ok(whole.cut > 800)
  match(whole.text, /^line 0 /)
  match(whole.text, /line 999 \.+$/)
  deepEqual(wholeLog(['a', '', 'b'], 100), { text: 'a\nb', cut: 0 })
})

test('passwords in script lines are masked', () => {
  const secrets: [string, string][] = [
    ['mysqldump -u root -pS3cret --all-databases', 'mysqldump -u root -p*** --all-databases'],
    ["mysql -p'my secret' db", 'mysql -p*** db'],
    ['password=hunter2 next', 'password=*** next'],
    ['export PGPASSWORD="a b"; pg_dump', 'export PGPASSWORD=***; pg_dump'],
    ['--password hunter2', '--password ***'],
    ['curl -u admin:pa55 https://x', 'curl -u admin:*** https://x'],
    ['fetch https://bob:pa55@host/path', 'fetch https://bob:***@host/path'],
    ['api_key: abcdef', 'api_key: ***'],
    ['Authorization: Bearer abcdef123456', 'Authorization: Bearer ***'],
  ]
  for (const [text, expected] of secrets) equal(masked(text), expected)
})

test('what only looks like a password stays readable', () => {
  for (const text of [
    'TLS Connect failure. Check the passwords. ERR=x',
    "Access denied for user 'root'@'localhost' (using password: YES)",
    'find /srv -print0 | xargs ls',
    'mkdir -p /srv/x',
    'Connected to Storage "FileSD" at 127.0.0.1:19103 with TLS',
  ])
    equal(masked(text), text)
})

test('masking takes no time on a long line', () => {
  const started = cpuMs()
  masked('a'.repeat(200_000))
  masked('a:'.repeat(100_000))
  masked(`password${' '.repeat(200_000)}`)
  ok(cpuMs() - started < 1000)
})
