import type { IParagraphOptions, IRunOptions } from 'docx'
import { type Line, linesOf, type Resume } from './resume.ts'
import { contactsOf, listOf, spanOf, titlesOf } from './resume-words.ts'

/** In twentieths of a point. */
const page = { width: 11_906, height: 16_838, margin: 1000 }
const inner = page.width - 2 * page.margin
const tone = '1F4E79'
const soft = '555B64'

/** What is put into a paragraph, before the library gives it its shape. */
type Piece = { text: string; url?: string; note?: number } & Pick<IRunOptions, 'bold' | 'color' | 'size'>
type Block = { pieces: Piece[] } & Omit<IParagraphOptions, 'children'>

/** As a Word document on A4, with footnotes that name the logs. */
export async function docxOf(resume: Resume): Promise<Uint8Array> {
  // Only who wants a document pays for the library that writes it.
  const docx = await import('docx')
  const run = ({ note, url, ...text }: Piece) => {
    if (note !== undefined) return new docx.FootnoteReferenceRun(note)
    const run = new docx.TextRun(text)
    return url ? new docx.ExternalHyperlink({ link: url, children: [run] }) : run
  }
  // As Korean documents are set: no gap between a number and its counter.
  const paragraph = ({ pieces, ...shape }: Block) =>
    new docx.Paragraph({ autoSpaceEastAsianText: false, ...shape, children: pieces.map(run) })
  const noted = linesOf(resume).flatMap(({ sources }, index) =>
    sources.length > 0
      ? [
          [
            index + 1,
            { children: [paragraph({ pieces: [{ text: ` ${sources.join(', ')}`, size: 16, color: soft }] })] },
          ] as const,
        ]
      : [],
  )
  const document = new docx.Document({
    title: listOf([resume.name, resume.headline], ' — '),
    creator: resume.name,
    lastModifiedBy: resume.name,
    styles: stylesOf(resume),
    numbering: { config: [{ reference: 'bullets', levels: [bulletLevel] }] },
    footnotes: Object.fromEntries(noted),
    sections: [
      {
        properties: { page: { size: page, margin: marginOf(page.margin) } },
        children: blocksOf(resume).map(paragraph),
      },
    ],
  })
  return new Uint8Array(await docx.Packer.toBuffer(document))
}

const marginOf = (size: number) => ({ top: size, bottom: size, left: size, right: size })

const bulletLevel = {
  level: 0,
  format: 'bullet',
  text: '•',
  style: { paragraph: { indent: { left: 280, hanging: 220 } } },
} as const

/** Sizes are half points. */
function stylesOf({ language }: Resume) {
  const latin = language === 'ko' ? 'Malgun Gothic' : 'Calibri'
  const font = { ascii: latin, hAnsi: latin, cs: latin, eastAsia: 'Malgun Gothic' }
  // Latin words inside a Korean text are English: as Korean ones they would be broken at any letter.
  const spoken = { value: 'en-US', eastAsia: 'ko-KR' }
  const heading = (size: number, before: number, color?: string) => ({
    run: { size, bold: true, color, font },
    paragraph: { spacing: { before, after: 60 }, keepNext: true },
  })
  return {
    default: {
      document: { run: { font, size: 21, language: spoken }, paragraph: { spacing: { line: 300 } } },
      title: { run: { size: 48, bold: true, font }, paragraph: { spacing: { after: 100 } } },
      heading1: heading(23, 320, tone),
      heading2: heading(23, 160),
    },
  }
}

function blocksOf(resume: Resume): Block[] {
  const title = titlesOf(resume)
  const all = linesOf(resume)
  const bullets = (lines: Line[]) => lines.map(line => bulletOf(line, all.indexOf(line) + 1))
  return [
    { pieces: [{ text: resume.name }], heading: 'Title' },
    ...(resume.headline ? [{ pieces: [{ text: resume.headline, color: tone, size: 24, bold: true }] }] : []),
    contactBlock(resume),
    ...chapter(title.summary, resume.summary ? [textBlock(resume.summary)] : []),
    ...chapter(
      title.work,
      resume.jobs.flatMap(job => [
        headed(job.name, job.position, spanOf(job, resume)),
        ...(job.summary ? [textBlock(job.summary, soft)] : []),
        ...bullets(job.lines),
      ]),
    ),
    ...chapter(title.others, bullets(resume.others)),
    ...chapter(title.skills, resume.skills.map(skillBlock)),
    ...chapter(
      title.education,
      resume.education.map(one => headed(one.institution, listOf([one.area, one.degree]), spanOf(one, resume))),
    ),
    ...chapter(
      title.languages,
      resume.languages.map(one => textBlock(listOf([one.language, one.fluency], ' — '))),
    ),
  ]
}

function chapter(title: string, [first, ...rest]: Block[]): Block[] {
  if (!first) return []
  const close = { ...first, spacing: { ...first.spacing, before: 0 } }
  return [{ pieces: [{ text: title }], heading: 'Heading1' }, close, ...rest]
}

const textBlock = (text: string, color?: string): Block => ({ pieces: [{ text, color }], spacing: { after: 40 } })

/** The time stands at the right margin. */
const headed = (name: string, role: string | undefined, span: string): Block => ({
  pieces: [
    { text: name },
    ...(role ? [{ text: `  ${role}`, bold: false, color: soft }] : []),
    { text: `\t${span}`, bold: false, color: soft, size: 19 },
  ],
  heading: 'Heading2',
  tabStops: [{ type: 'right', position: inner }],
})

const bulletOf = ({ text, sources }: Line, note: number): Block => ({
  pieces: [{ text }, ...(sources.length > 0 ? [{ text: '', note }] : [])],
  numbering: { reference: 'bullets', level: 0 },
  spacing: { after: 40 },
})

const skillBlock = ({ name, keywords }: Resume['skills'][number]): Block => ({
  pieces: [...(name ? [{ text: `${name}   `, bold: true }] : []), { text: keywords.join(' · ') }],
  spacing: { after: 40 },
})

/** Underlined, as it ends the head of the page. */
function contactBlock(resume: Resume): Block {
  const pieces = contactsOf(resume).flatMap(({ text, url }, index) => [
    ...(index > 0 ? [{ text: '  ·  ', color: soft }] : []),
    { text, url, color: soft, size: 19 },
  ])
  return {
    pieces,
    spacing: { before: 80 },
    border: { bottom: { style: 'single', size: 10, space: 9, color: '16191D' } },
  }
}
