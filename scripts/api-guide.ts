/** Writes the guide of the work-log API and its samples from what the API takes; with --check it only says whether they are up to date. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { guideOf, templateOf } from '../src/automations/work-log/guide.ts'
import { sampleOf } from '../src/automations/work-log/sample.ts'

const url = 'https://your-api-endpoint.com'
const docs = new URL('../docs/', import.meta.url)

/** Each page names the other, and says that it is no place to write. */
const page = (language: 'ko' | 'en', twin: string) =>
  `<!-- Written by scripts/api-guide.ts from src/automations/work-log: change it there. -->\n\n${guideOf(language, url).replace('\n\n', `\n\n${twin}\n\n`)}\n`
const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`

const files = {
  'work-log-api.md': page('en', '[한국어](work-log-api.ko.md)'),
  'work-log-api.ko.md': page('ko', '[English](work-log-api.md)'),
  'samples/daily-log.json': json(sampleOf('ko')),
  'samples/daily-log.template.json': json(templateOf('ko')),
}

const stale = Object.entries(files).filter(([name, text]) => readOr(new URL(name, docs)) !== text)
if (!process.argv.includes('--check')) {
  mkdirSync(new URL('samples/', docs), { recursive: true })
  for (const [name, text] of stale) writeFileSync(new URL(name, docs), text)
} else if (stale.length > 0) {
  const names = stale.map(([name]) => `docs/${name}`).join(', ')
  process.stderr.write(`${names}: not what the API takes now: run 'sh scripts/node scripts/api-guide.ts'\n`)
  process.exitCode = 1
}

function readOr(file: URL): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
