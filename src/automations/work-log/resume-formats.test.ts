import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inflateRawSync } from 'node:zlib'
import { Ajv } from 'ajv'
import { SaxesParser } from 'saxes'
import { fc } from '../../../test/property.ts'
import { plain } from './plain.ts'
import { linesOf, type Resume, resumeOf, withoutSources } from './resume.ts'
import { docxOf } from './resume-docx.ts'
import { htmlOf } from './resume-html.ts'
import { JsonResume, jsonOf } from './resume-json.ts'
import { markdownOf } from './resume-markdown.ts'
import { achievements, hostileResume, profile, textsOf } from './resume-testing.ts'

const resume = (language: 'ko' | 'en' = 'ko', sources = true) => {
  const whole = resumeOf(profile, achievements, { language })
  return sources ? whole : withoutSources(whole)
}

/** As `resumeOf` gives it: the texts are cleaned there. */
const cleaned = hostileResume.map(
  dirty =>
    JSON.parse(JSON.stringify(dirty), (_, value) => (typeof value === 'string' ? plain(value) : value)) as Resume,
)

/** The text of each element and the attributes, as any reader of XML sees them; throws where it is not well-formed. */
function readXml(text: string): { texts: string[]; tags: string[]; attributes: string[] } {
  const texts: string[] = []
  const tags: string[] = []
  const attributes: string[] = []
  let skipped = 0
  const parser = new SaxesParser()
  parser.on('error', error => {
    throw error
  })
  parser.on('opentag', ({ name, attributes: own }) => {
    tags.push(name)
    attributes.push(...Object.values(own))
    skipped += name === 'style' ? 1 : 0
  })
  parser.on('closetag', ({ name }) => {
    skipped -= name === 'style' ? 1 : 0
  })
  parser.on('text', said => void (skipped === 0 && texts.push(said)))
  parser.write(text).close()
  return { texts, tags, attributes }
}

/** The parts of a ZIP file by name, read from its central directory. */
function unzipped(bytes: Uint8Array): Map<string, string> {
  const data = Buffer.from(bytes)
  const end = data.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  const parts = new Map<string, string>()
  let at = data.readUInt32LE(end + 16)
  for (let left = data.readUInt16LE(end + 10); left > 0; left--) {
    const [size, name, extra, comment] = [20, 28, 30, 32].map((offset, index) =>
      index ? data.readUInt16LE(at + offset) : data.readUInt32LE(at + offset),
    )
    const local = data.readUInt32LE(at + 42)
    const start = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28)
    const packed = data.subarray(start, start + size!)
    const isPacked = data.readUInt16LE(at + 10) === 8
    parts.set(
      data.toString('utf8', at + 46, at + 46 + name!),
      (isPacked ? inflateRawSync(packed) : packed).toString('utf8'),
    )
    at += 46 + name! + extra! + comment!
  }
  return parts
}

describe('JSON Resume', () => {
  const text = { type: 'string' }
  const texts = { type: 'array', items: text }
  const uri = { type: 'string', format: 'uri' }
  const date = {
    type: 'string',
    pattern: '^([1-2][0-9]{3}-[0-1][0-9]-[0-3][0-9]|[1-2][0-9]{3}-[0-1][0-9]|[1-2][0-9]{3})$',
  }
  const list = (properties: object) => ({
    type: 'array',
    items: { type: 'object', additionalProperties: false, properties },
  })
  // The rules of the standard for the properties that are used here, closed, so that a misspelt one would be seen.
  const schema = {
    type: 'object',
    additionalProperties: false,
    required: ['basics', 'meta'],
    properties: {
      $schema: uri,
      basics: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          ...{ name: text, label: text, email: { type: 'string', format: 'email' }, phone: text, summary: text },
          location: { type: 'object', additionalProperties: false, properties: { address: text } },
          profiles: list({ network: text, username: text, url: uri }),
        },
      },
      work: list({
        name: text,
        position: text,
        url: uri,
        startDate: date,
        endDate: date,
        summary: text,
        highlights: texts,
        highlightSources: { type: 'array', items: texts },
      }),
      projects: list({ name: text, highlights: texts, highlightSources: { type: 'array', items: texts } }),
      education: list({ institution: text, area: text, studyType: text, startDate: date, endDate: date }),
      skills: list({ name: text, keywords: texts }),
      languages: list({ language: text, fluency: text }),
      meta: { type: 'object', properties: { version: text } },
    },
  }
  // RFC 3986 and RFC 5321 as far as they can be broken here.
  const formats = { uri: /^[a-z][a-z\d+.-]*:(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[\dA-F]{2})+$/i, email: /^[^\s@]+@[^\s@]+$/ }
  const validate = new Ajv({ formats }).compile(schema)
  const isValid = (value: unknown) => {
    const read = JSON.parse(JSON.stringify(value))
    assert.ok(validate(read), JSON.stringify(validate.errors))
    assert.deepEqual(JsonResume.parse(read), read, 'the description of the API has every property')
  }

  test('the structure is that of the standard, in both languages, full and empty', () => {
    for (const language of ['ko', 'en'] as const) {
      isValid(jsonOf(resume(language)))
      isValid(jsonOf(resumeOf({ ...profile, employers: [] }, achievements, { language })))
      isValid(jsonOf(resumeOf({ name: 'x', links: [], employers: [], education: [], languages: [] }, [], { language })))
    }
  })

  test('addresses are written as the standard wants them, whatever they hold', () => {
    const links = ['https://두레.example.com/이력?q=가 나|"<b>^`{}\\', 'https://example.com/%ED%95%9C'].map(url => ({
      name: 'x',
      url,
    }))
    const json = jsonOf(resumeOf({ ...profile, links }, achievements, { language: 'ko' }))
    isValid(json)
    assert.equal(json.basics.profiles[1]!.url, 'https://example.com/%ED%95%9C')
    fc.assert(fc.property(cleaned, resume => isValid(jsonOf({ ...resume, email: 'a@example.com' }))))
  })

  test('a broken one is seen', () => {
    const json = jsonOf(resume())
    const broken = [
      { ...json, more: 1 },
      { ...json, work: [{ ...json.work[0], startDate: '2024.03' }] },
      { ...json, work: [{ ...json.work[0], url: 'https://한빛.example.com' }] },
      { ...json, basics: { ...json.basics, email: '김지은' } },
    ]
    for (const one of broken) assert.ok(!validate(JSON.parse(JSON.stringify(one))))
  })

  test('each highlight has its logs beside it, unless that is switched off', () => {
    const [first] = jsonOf(resume()).work
    assert.equal(first!.highlights.length, first!.highlightSources!.length)
    assert.deepEqual(first!.highlightSources![0], ['2026-11-20-9f8e7d6c', '2026-11-18-1a2b3c4d'])
    assert.ok(!('highlightSources' in jsonOf(resume('ko', false)).work[0]!))
  })
})

describe('Markdown', () => {
  /** What a reader of Markdown sees of a text in which a backslash stands before every sign that could be markup. */
  const read = (text: string) => text.replace(/\\([!-/:-@[-`{-~])/g, '$1')

  test('a résumé reads from top to bottom, and each line has its note', () => {
    const text = markdownOf(resume())
    assert.match(
      text,
      /^# 김지은\n\n\*\*백엔드 개발자\*\*\n\n\[jieun\\@example\.com]\(<mailto:jieun@example\.com>\) · 010-0000-0000 · 서울 · /,
    )
    assert.match(
      text,
      /### 한빛결제 — 선임 개발자\n\n\*2024\. 03 – 현재\*\n\n카드 승인과 정산 API\n\n- 결제 승인 API의 p95를 .*\[\^1]\n- 정산/,
    )
    assert.match(text, /\n\[\^1]: 2026-11-20-9f8e7d6c, 2026-11-18-1a2b3c4d\n\[\^2]: /)
    assert.match(text, /\n## 학력\n\n- 한국대학교, 컴퓨터공학, 학사, 2017 – 2021\n/)
    assert.match(markdownOf(resume('en')), /\*Mar 2024 – present\*/)
    assert.ok(!markdownOf(resume('ko', false)).includes('[^'))
  })

  test('a number that would begin a list is only a number, and brackets stay readable', () => {
    assert.match(markdownOf({ ...resume(), summary: '1) 응답 80ms (Redis)' }), /\n1\\\) 응답 80ms \(Redis\)\n/)
  })

  test('nothing in a text is markup, and every text can be read as it was', () => {
    fc.assert(
      fc.property(cleaned, resume => {
        const text = markdownOf(resume)
        const seen = read(text)
        for (const one of textsOf(resume)) assert.ok(seen.includes(one), one)
        const own = text.replace(/\]\(<https?:[^>]*>\)/g, '](<>)')
        assert.ok(!/(?<!\\)(?:\\\\)*[`<]/.test(own.replaceAll('(<>)', '')), own)
        assert.ok(!/https?:\/\/|www\./i.test(own), own)
        assert.equal(text.match(/(?<!\\)(?:\\\\)*\[\^\d+]/g)?.length, 2)
        for (const line of text.split('\n')) assert.match(line, /^(?:$|#{1,3} |\*{1,2}|- |\[|[^\s\-+*=#>|`~]|\\)/u)
      }),
      { numRuns: 300 },
    )
  })
})

describe('HTML', () => {
  test('a résumé has its chapters, its notes and the logs of each line', () => {
    const { texts, attributes } = readXml(htmlOf(resume()))
    for (const title of ['소개', '경력', '기술', '학력', '어학', '근거 업무 로그'])
      assert.ok(texts.includes(title), title)
    for (const { sources } of linesOf(resume())) assert.ok(attributes.includes(sources.join(' ')))
    assert.ok(!readXml(htmlOf(resume('ko', false))).texts.includes('근거 업무 로그'))
    assert.ok(!htmlOf(resume('ko', false)).includes('data-logs'))
  })

  test('whatever the texts hold, the page is well-formed, has no element but its own, and shows them as they were', () => {
    const own = new Set(['dt', ...readXml(htmlOf(resume())).tags])
    fc.assert(
      fc.property(cleaned, resume => {
        const { texts, tags } = readXml(htmlOf(resume))
        const seen = texts.join('')
        for (const one of textsOf(resume)) assert.ok(seen.includes(one), one)
        for (const tag of tags) assert.ok(own.has(tag), tag)
      }),
      { numRuns: 300 },
    )
  })

  test('nothing is fetched and no script is run', () => {
    const page = htmlOf(resume())
    assert.ok(!/<script|<link|<img|@import|url\(/i.test(page))
    assert.match(page, /default-src 'none'/)
  })
})

describe('DOCX', () => {
  test('a résumé is a Word document with a footnote for each line', async () => {
    const parts = unzipped(await docxOf(resume()))
    const { texts, tags, attributes } = readXml(parts.get('word/document.xml')!)
    for (const one of textsOf(resume())) assert.ok(texts.join('').includes(one), one)
    assert.equal(tags.filter(tag => tag === 'w:footnoteReference').length, 6)
    assert.ok(attributes.includes('11906'))
    assert.ok(readXml(parts.get('word/footnotes.xml')!).texts.includes(' 2026-11-20-9f8e7d6c, 2026-11-18-1a2b3c4d'))
    assert.match(parts.get('word/_rels/document.xml.rels')!, /mailto:jieun@example\.com/)
    assert.match(parts.get('word/styles.xml')!, /Malgun Gothic/)
  })

  test('without notes there are none', async () => {
    const parts = unzipped(await docxOf(resume('en', false)))
    assert.ok(!parts.get('word/document.xml')!.includes('footnoteReference'))
    assert.ok(![...parts.values()].join('').includes('9f8e7d6c'))
  })

  test('whatever the texts hold, every part is well-formed and shows them as they were', async () => {
    await fc.assert(
      fc.asyncProperty(cleaned, async resume => {
        const parts = unzipped(await docxOf(resume))
        for (const [name, text] of parts) if (/\.(xml|rels)$/.test(name)) readXml(text)
        const seen = readXml(parts.get('word/document.xml')!).texts.join('')
        for (const one of textsOf(resume)) assert.ok(seen.includes(one), one)
      }),
      { numRuns: 30 },
    )
  })
})
