import { z } from 'zod'
import { defineCommand, type Shell } from '../../../engine/command.ts'
import { HubError } from '../../../engine/error.ts'
import type { Options } from '../ctx.ts'
import { disorder, inOrder } from '../profile.ts'
import { linesOf } from '../resume.ts'
import { chosen, profileOf, type Resumed, refusal, resumedJson } from '../resuming.ts'
import { wordsOf } from '../words.ts'

const formats = ['markdown', 'html', 'docx', 'json'] as const
type Format = (typeof formats)[number]

const endings: Record<string, Format> = {
  md: 'markdown',
  markdown: 'markdown',
  html: 'html',
  htm: 'html',
  docx: 'docx',
  json: 'json',
}

const flags = z
  .strictObject({
    format: z.enum(formats).optional().meta({
      description: '문서의 형식. 없으면 --out의 확장자를 따르고, 그것도 없으면 markdown입니다',
      'x-en': 'of the document; default: by the ending of --out, else markdown',
    }),
    out: z.string().min(1).optional().meta({
      description: '쓸 파일. 없으면 터미널에 보여 주고, DOCX는 resume.docx에 씁니다',
      'x-en': 'file to write; default: the terminal, and for DOCX resume.docx',
    }),
    force: z.boolean().default(false).meta({
      description: '이미 있는 파일을 바꿉니다',
      'x-en': 'replaces the file if there is one',
    }),
    ...chosen,
    sources: z.boolean().default(false).meta({
      description: '성과마다 근거가 된 로그를 적습니다. JSON에는 늘 있습니다',
      'x-en': 'notes that name the logs of each achievement; JSON has them always',
    }),
  })
  .refine(inOrder, disorder)
type Flags = z.output<typeof flags>

type Here = Shell<z.output<typeof Options>>

/** `dure resume`: the résumé as a document, to a file or to standard output. */
export const resume = defineCommand<typeof flags, z.output<typeof Options>>({
  summary: {
    ko: '요약된 성과와 dure.yaml의 profile로 이력서를 씁니다: Markdown, HTML, Word, JSON Resume',
    en: 'Writes the résumé of summarised achievements and the profile in dure.yaml: Markdown, HTML, Word, JSON Resume',
  },
  flags,
  run: write,
})

async function write(shell: Here, { format: wanted, out, force, sources, ...asked }: Flags) {
  profileOf(shell.options)
  const format = wanted ?? (out === undefined ? 'markdown' : formatOf(out))
  if (!format) throw refusal('invalid', ({ resume }) => resume.noFormat(out!))
  const input = { ...asked, sources: sources || format === 'json' }
  // Answered here, with dure.yaml as it is now: a hub that runs knows the profile of its start.
  const outcome: Resumed = await shell.answer('resume', input)
  const document = await drawn(outcome, format)
  const path = out ?? (format === 'docx' ? 'resume.docx' : undefined)
  if (path === undefined) shell.say(document as string)
  else shell.note(await kept(shell, path, document, force, outcome))
  for (const line of notesOn(outcome, shell)) shell.note(line)
}

/** Writes the file, and says what it rests on. */
async function kept(
  shell: Here,
  path: string,
  document: string | Uint8Array,
  force: boolean,
  { achievements, logs }: Resumed,
) {
  const written = await shell.write(path, document, force).catch(error => {
    const isTaken = error instanceof HubError && error.code === 'conflict'
    throw isTaken ? refusal('conflict', ({ resume }) => resume.exists(path)) : error
  })
  return wordsOf(shell.language).resume.written(written, achievements, logs)
}

const formatOf = (path: string) => endings[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '']

/** Only the format that is wanted is loaded. */
async function drawn(outcome: Resumed, format: Format): Promise<string | Uint8Array> {
  const { resume } = outcome
  switch (format) {
    case 'markdown':
      return (await import('../resume-markdown.ts')).markdownOf(resume)
    case 'html':
      return (await import('../resume-html.ts')).htmlOf(resume)
    case 'docx':
      return (await import('../resume-docx.ts')).docxOf(resume)
    case 'json':
      return `${JSON.stringify(resumedJson(outcome), null, 2)}\n`
  }
}

/** What its owner should know before sending it off. */
function notesOn({ resume, achievements, left, stale, unsummarised }: Resumed, { language }: Here): string[] {
  const words = wordsOf(language).resume
  const korean =
    resume.language === 'ko' ? 0 : linesOf(resume).filter(({ text }) => /\p{Script=Hangul}/u.test(text)).length
  return [
    ...(achievements === 0 ? [words.none] : []),
    ...(left > 0 ? [words.left(left)] : []),
    ...(korean > 0 ? [words.foreign(korean)] : []),
    ...(stale.length > 0 ? [words.stale, ...stale.map(renewal)] : []),
    ...(unsummarised.length > 0 ? [words.unsummarised, ...unsummarised.map(renewal)] : []),
  ]
}

const renewal = (period: string) =>
  period.includes('W') ? `  dure run work-log/weekly --week ${period}` : `  dure run work-log/monthly --month ${period}`
