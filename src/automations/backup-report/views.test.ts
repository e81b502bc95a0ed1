import { deepEqual, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import { fc } from '../../../test/property.ts'
import { en } from './en.ts'
import { html, raw } from './html.ts'
import { ko } from './ko.ts'
import { mailLimit } from './letter.ts'
import { recorded } from './recorded-testing.ts'
import { aJob, run, type Served, seoul, serving } from './testing.ts'

const now = seoul('2026-11-21 16:20')

async function drawn(served: Served, options: object = {}) {
  const { error, saved, mails, report } = await run(serving(served), { now, options })
  if (error) throw error
  const mail = mails[0]?.mail
  return {
    page: saved[0]?.text ?? '',
    mail: mail?.html ?? '',
    text: mail?.text ?? '',
    subject: mail?.subject ?? '',
    report,
  }
}

/** Names of all elements and of their attributes: what markup a text could add. */
const elements = (page: string) => [...page.matchAll(/<[a-z!/][^<>]*>/gi)].length

const evil = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\u0007\u202egnp.exe`

test('what is put into html is inert, what is Html stays', () => {
  equal(html`<b>${'<i>'}</b>${raw('<br>')}${undefined}${false}${3}${[html`x`]}`.text, '<b>&lt;i&gt;</b><br>3x')
  equal(html`<b title="${evil}">`.text.match(/</g)?.length, 1)
})

test('no text makes an element or leaves its attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const { text: page } = html`<b title="${text}">${text}</b>`
      ok(/^<b title="[^"<>]*">[^<>]*<\/b>$/.test(page), page)
    }),
    { numRuns: 500 },
  )
})

test('a payload in any field of a job, a log or a schedule adds no element to file and mail', async () => {
  const served = (text: string): Served => {
    const fields = { name: `${text}1`, client: `${text}2`, fileset: text, pool: text, level: text }
    const jobs = [
      aJob({ id: 1, ...fields, status: 'f', statusInfo: text }),
      aJob({ id: 2, ...fields, name: 'w', errors: 1 }),
      aJob({ id: 3, ...fields, name: 'r', status: 'R' }),
      aJob({ id: 4, ...fields, name: 'c', status: 'C', scheduledAt: seoul('2026-11-22 03:00') }),
      aJob({ id: 5, ...fields, name: 's', level: 'F' }),
      aJob({ id: 6, ...fields, name: 'd', status: 'D', type: 'V' }),
      aJob({ id: 7, ...fields, name: 'z', status: 'f', end: '2026-11-21 01:00' }),
      aJob({ id: 8, ...fields, name: 'z', end: '2026-11-21 02:00' }),
      aJob({ id: 9, ...fields, name: 'v', type: text.slice(0, 1), files: 0 }),
    ]
    return {
      jobs,
      logs: new Map(
        jobs.map(({ id }) => [
          id,
          [`dir JobId ${id}: Fatal error: ${text}`, `dir JobId ${id}:      Cannot open "${text}": ERR=${text}`],
        ]),
      ),
      configured: [
        { name: `${text}never`, director: text, enabled: true },
        { name: `${text}off`, director: text, enabled: false },
      ],
      expected: [{ job: `${text}missed`, client: text, level: text, schedule: text, at: seoul('2026-11-21 03:00') }],
    }
  }
  const harmless = await drawn(served('Q'.repeat(evil.length)))
  const attacked = await drawn(served(evil))
  equal(elements(attacked.page), elements(harmless.page))
  equal(elements(attacked.mail), elements(harmless.mail))
  for (const page of [attacked.page, attacked.mail]) {
    ok(!/<script|<img/i.test(page))
    ok(!page.includes('\u202e') && !page.includes('\u0007'))
    ok(page.includes('&lt;script&gt;'))
  }
})

test('a file name with <script> from a genuine log is shown as text, in Korean', async () => {
  const { page } = await drawn(recorded('13-api-v2'))
  match(page, /읽기금지_&lt;script&gt;alert\(1\)&lt;script&gt;\.docx/)
})

test('the file needs nothing from outside and lets nothing run', async () => {
  const { page } = await drawn(recorded('13-api-v2'))
  match(page, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/)
  match(page, /<html lang="ko">/)
  ok(!/<(script|link|img|iframe)|url\(|@import/i.test(page))
})

test('the whole log stands behind its fold, secrets masked', async () => {
  const job = aJob({ id: 1, status: 'f' })
  const logs = new Map([
    [
      1,
      [
        'fd JobId 1: shell command: run "mysqldump -pS3cret"',
        'fd JobId 1: ClientBeforeJob: password=S3cret',
        'dir JobId 1: Fatal error: no',
      ],
    ],
  ])
  const { page, mail } = await drawn({ jobs: [job], logs })
  match(page, /<details><summary>전체 로그 보기 \(3줄\)<\/summary><pre>[^<]*mysqldump -p\*\*\*/)
  ok(!page.includes('S3cret') && !mail.includes('S3cret'))
})

test('error codes are explained in words', async () => {
  const { page, mail } = await drawn(recorded('13-api-v2'))
  for (const view of [page, mail]) match(view, /DE0064 — TLS 연결 또는 인증 실패/)
})

test('an empty log says so', async () => {
  const { page } = await drawn({ jobs: [aJob({ id: 1, status: 'f' })], logs: new Map([[1, []]]) })
  match(page, /로그가 비어 있습니다/)
})

test('the mail never exceeds its size, whatever the report, and says what it left out', async () => {
  const line = fc.constantFrom('가'.repeat(500), '<&">'.repeat(200), 'x y '.repeat(300), '실패')
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 0, max: 300 }),
      line,
      fc.constantFrom('ko', 'en'),
      async (failed, good, warned, text, language) => {
        const make = (count: number, over: object, tag: string) =>
          Array.from({ length: count }, (_, i) => aJob({ name: `${tag}${i}${text}`, client: `${text}${i}`, ...over }))
        const jobs = [
          ...make(failed, { status: 'f' }, 'f'),
          ...make(good, {}, 'g'),
          ...make(warned, { errors: 1 }, 'w'),
        ]
        const logs = new Map(
          jobs.map(({ id }) => [
            id,
            Array.from({ length: 9 }, (_, k) => `dir JobId ${id}: Fatal error: ${'abcdefghi'[k]} ${text}`),
          ]),
        )
        const { mail, text: plain } = await drawn({ jobs, logs }, { language })
        ok(Buffer.byteLength(mail) <= mailLimit, String(Buffer.byteLength(mail)))
        ok(Buffer.byteLength(plain) <= 61_000)
        if (good > 200) ok(mail.includes(language === 'ko' ? '건은 첨부 파일에 있습니다' : 'more in the attached file'))
      },
    ),
    { numRuns: 12 },
  )
})

test('the mail is built of tables with styles of their own, without flex, grid or style sheets', async () => {
  const { mail } = await drawn(recorded('13-api-v2'))
  ok(!/<style|flex|grid|float:|class=/.test(mail))
  match(mail, /<table role="presentation"/)
  equal(mail.match(/<table/g)?.length, mail.match(/<\/table/g)?.length)
  equal(mail.match(/<td/g)?.length, mail.match(/<\/td/g)?.length)
})

test('failures stay in a mail that is flooded by successes, and every list keeps a place in one flooded by failures', async () => {
  const many = (count: number, over: object, tag: string) =>
    Array.from({ length: count }, (_, i) => aJob({ name: `${tag}${i}`, client: `${tag}${i}-fd`, ...over }))
  const { mail } = await drawn({
    jobs: [...many(500, { status: 'f' }, 'bad'), ...many(500, {}, 'good'), ...many(3, { status: 'R' }, 'run')],
  })
  match(mail, /bad0-fd/)
  match(mail, /good499-fd|good0-fd/)
  match(mail, /run2-fd/)
})

test('the plain text tells the same, failures first', async () => {
  const { text } = await drawn(recorded('13-api-v2'))
  match(text, /^실패 6건, 미완료 1건이 있습니다\n조회 기간: 2026-11-20 22:00/)
  ok(text.indexOf('실패한 백업 상세') < text.indexOf('성공한 백업 목록'))
})

test('every list of the file is complete', async () => {
  const jobs = Array.from({ length: 700 }, (_, i) => aJob({ name: `Backup-${i}`, client: 'one-fd' }))
  const { page } = await drawn({ jobs })
  equal(page.split('<section id="success"')[1]?.split('</section>')[0]?.match(/<tr>/g)?.length, 701)
})

test('the report speaks English when told to', async () => {
  const { page, subject, mail } = await drawn(recorded('13-api-v2'), { language: 'en' })
  match(page, /<html lang="en">/)
  match(subject, /^\[Backup\] 6 failed · 1 incomplete · 2 canceled/)
  // Only the names in the recorded logs are Korean.
  const own = (view: string) =>
    view
      .replace(/<style>[\s\S]*?<\/style>/, '')
      .replace(/읽기금지_|없는 폴더/g, '')
      .replaceAll("'Malgun Gothic'", '')
  for (const view of [page, mail]) deepEqual(own(view).match(/[가-힣]+/g), null)
})

test('no word of either language is empty', () => {
  const walk = (words: object): unknown[] =>
    Object.values(words).flatMap(word => (typeof word === 'object' ? walk(word) : [word]))
  for (const words of [ko, en]) ok(walk(words).every(word => typeof word === 'function' || word !== ''))
})

test('a window of a hundred thousand jobs still makes a page of a few megabytes that says what it leaves out', async () => {
  const jobs = Array.from({ length: 100_000 }, (_, index) => aJob({ id: index + 1, name: `Job-${index % 900}` }))
  const { page, report } = await drawn({ jobs })
  ok(Buffer.byteLength(page) < 12e6, `${Buffer.byteLength(page)} bytes`)
  match(page, /외 80,000건/)
  equal(report?.jobs.length, 100_000)
  ok(JSON.stringify(report).length < 32 << 20)
})
