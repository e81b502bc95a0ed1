import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { parse } from 'yaml'
import type { z } from 'zod'
import { bodyOf, hubWith } from '../../../../test/work-log-scene.ts'
import { type ShellScript, shellFor } from '../../../engine/shell-testing.ts'
import { Options } from '../ctx.ts'
import { profile } from '../resume-testing.ts'
import { resume } from './resume.ts'

/** Types `dure resume` with these flags, beside a hub with a few weeks of work. */
async function typed(flags: z.input<typeof resume.flags>, script: ShellScript = {}, options: object = { profile }) {
  const { hub, post } = await hubWith({ notion: false, options })
  const { body } = await post(bodyOf({ title: '결제 승인', logged_date: '2026-10-05' }))
  await post(bodyOf({ title: '정산', logged_date: '2026-10-06', impact_level: 'Low' }))
  await hub.run('work-log/weekly', { week: '2026-W41' })
  await hub.run('work-log/monthly', { month: '2026-10' })
  const around = shellFor({
    options: Options.parse(options),
    answer: async (name, input) => {
      const { state, outcome } = await hub.run(`work-log/${name}`, input)
      equal(state, 'done')
      return outcome
    },
    ...script,
  })
  const end = () => hub.stop()
  await resume.run(around.shell, resume.flags.parse(flags)).finally(end)
  return { ...around, id: body.id as string }
}

describe('where the résumé goes', () => {
  test('without a file Markdown is said, and nothing but it', async () => {
    const { said, files } = await typed({})
    equal(said.length, 1)
    match(said[0]!, /^# 김지은\n[\s\S]*\n- 결제 승인: .*140ms/)
    ok(!said[0]!.includes('[^1]'))
    equal(files.size, 0)
  })

  test('the format follows from the file, and the file and what it rests on are told', async () => {
    const { said, notes, files } = await typed({ out: 'my/Resume.HTML' })
    deepEqual(said, [])
    deepEqual(notes, ['/here/my/Resume.HTML\n성과 2건, 근거가 된 업무 로그 2건'])
    match(String(files.get('my/Resume.HTML')), /^<!DOCTYPE html>/)
  })

  test('a Word document always is a file', async () => {
    const { notes, files } = await typed({ format: 'docx' }, { language: 'en' })
    deepEqual(notes, ['/here/resume.docx\n2 achievements, resting on 2 work logs'])
    equal(Buffer.from(files.get('resume.docx') as Uint8Array).toString('latin1', 0, 2), 'PK')
  })

  test('a file that is there is replaced only where that is wanted', async () => {
    const there = { files: { 'cv.md': '내가 쓴 것' } }
    await rejects(typed({ out: 'cv.md' }, there), { code: 'conflict', ko: /cv\.md 파일이 이미 있습니다.*--force/ })
    const { files } = await typed({ out: 'cv.md', force: true }, there)
    match(String(files.get('cv.md')), /^# 김지은/)
  })
})

describe('what is in it', () => {
  test('notes name the logs where they are wanted, and JSON has them always', async () => {
    for (const format of ['markdown', 'html'] as const) {
      const { said, id } = await typed({ format, sources: true })
      ok(said[0]!.replaceAll('\\', '').includes(id), format)
      const bare = await typed({ format })
      ok(!bare.said[0]!.replaceAll('\\', '').includes(bare.id), format)
    }
    const { said, id } = await typed({ format: 'json' })
    const { work, meta } = JSON.parse(said[0]!)
    deepEqual(work[0].highlightSources[0], [id])
    deepEqual([meta.achievements, meta.logs, meta.stale], [2, 2, []])
  })

  test('flags choose as the task does', async () => {
    const { notes } = await typed({ out: 'a.md', impact: 'High', tech: 'redis,go', from: '2026', to: '2026-10' })
    match(notes.join('\n'), /성과 1건/)
    const none = await typed({ out: 'a.md', from: '2030' })
    match(none.notes.join('\n'), /성과 0건[\s\S]*조건에 맞는 성과가 없습니다/)
    const one = await typed({ out: 'a.md', most: 1 })
    match(one.notes.join('\n'), /성과 1건[\s\S]*성과 1건을 뺐습니다.*--most/)
  })

  test('in English the chapters and the profile are English, and it is told which achievements are not', async () => {
    const { notes, files } = await typed({ out: 'a.md', language: 'en' }, { language: 'en' })
    match(String(files.get('a.md')), /^# Jieun Kim\n[\s\S]*## Experience/)
    match(notes.join('\n'), /2 achievements told in Korean/)
  })
})

test('periods that want a summary are told with what to type', async () => {
  const outcome = {
    ...{ achievements: 0, logs: 0, left: 0, stale: ['2026-11', '2026-W46'], unsummarised: ['2026-12'] },
    resume: {
      language: 'ko',
      name: '김지은',
      links: [],
      jobs: [],
      others: [],
      skills: [],
      education: [],
      languages: [],
    },
  }
  const { notes } = await typed({ out: 'a.md' }, { answer: async () => outcome })
  match(
    notes.join('\n'),
    /바뀐 기간.*\n {2}dure run work-log\/monthly --month 2026-11\n {2}dure run work-log\/weekly --week 2026-W46\n.*아직.*\n {2}dure run work-log\/monthly --month 2026-12$/,
  )
})

describe('what is refused', () => {
  test('without a profile no task is run, and the example that is shown is one', async () => {
    const { shell } = shellFor({ options: Options.parse({}) })
    await rejects(resume.run(shell, resume.flags.parse({ format: 'docx' })), ({ code, message, ko }) => {
      equal(code, 'not_found')
      for (const text of [message, ko]) {
        const { profile } = Options.parse(parse(text.slice(text.indexOf('\nwork-log:')))['work-log'])
        equal(profile?.employers.length, 2)
      }
      return true
    })
  })

  test('an ending that is no format is answered with those there are', async () => {
    for (const out of ['resume.pdf', 'resume'])
      await rejects(typed({ out }), { code: 'invalid', message: /\.docx.*--format/, ko: /\.docx.*PDF/ })
  })

  test('a flag that cannot be is refused in one sentence', () => {
    const wrong = (flags: object) => resume.flags.safeParse(flags).error?.issues.map(({ message }) => message)
    deepEqual(wrong({ from: '2026-13' }), ['must be a year, month or day: 2024, 2024-03 or 2024-03-18'])
    deepEqual(wrong({ from: '2026-11', to: '2026-10-31' }), ['must not lie before `from`'])
    deepEqual(wrong({ format: 'pdf' })?.length, 1)
    deepEqual(wrong({ from: '2026-11-20', to: '2026-11' }), undefined)
  })
})

test('the profile in the README is one', () => {
  for (const page of ['README.md', 'README.ko.md']) {
    const text = readFileSync(new URL(`../${page}`, import.meta.url), 'utf8')
    const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => parse(yaml!)['work-log'])
    const [example] = examples.filter(({ profile }) => profile)
    ok(Options.parse(example).profile?.employers.length, page)
  }
})
