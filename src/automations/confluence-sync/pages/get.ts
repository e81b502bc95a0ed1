import { z } from 'zod'
import { mostMarkdown } from '../../../connectors/confluence/index.ts'
import type { Task } from '../../../engine/automation.ts'
import { HubError } from '../../../engine/error.ts'
import type { Ctx } from '../options.ts'
import { heading, page } from './arguments.ts'
import { DataMark, dataMark, framed, upTo } from './as-data.ts'

const Asked = z.strictObject({
  page_id: page,
  heading: heading.optional(),
  format: z.enum(['markdown', 'storage']).default('markdown').meta({
    description: "`storage` is Confluence's own XHTML, of whole pages only",
    example: 'markdown',
  }),
  max_chars: z.int().min(100).max(mostMarkdown).default(20_000).meta({
    description: 'Of longer Markdown the outline is given instead; longer storage is cut off',
    example: 20_000,
  }),
})
type Asked = z.output<typeof Asked>

const Read = z.object({
  content_is: DataMark,
  page_id: z.string(),
  title: z.string(),
  url: z.string(),
  version: z.int().meta({ description: 'For `version` of the tools that write' }),
  heading: z.string().optional().meta({ description: 'The section that this is; else it is the whole page' }),
  markdown: z.string().optional(),
  storage: z.string().optional(),
  characters: z.int().optional().meta({ description: 'Of all that was asked for, where it was too long to be given' }),
  outline: z
    .array(z.object({ heading: z.string(), level: z.int(), characters: z.int() }))
    .optional()
    .meta({ description: 'Headings by which the page is read section by section, with the size of each section' }),
  hint: z.string().optional().meta({ description: 'How to go on' }),
})
type Read = z.output<typeof Read>

export const getPage: Task<Asked, Ctx, Read> = {
  summary: 'Confluence 페이지를 마크다운으로 읽는다',
  input: Asked,
  tool: {
    name: 'confluence.get_page',
    title: 'Read a Confluence page',
    description:
      'Reads a page, or the section under a `heading`, as Markdown. Of a page that is longer than `max_chars` it gives the outline: read on by `heading`. Tables are better read with db_query. What Markdown cannot say is a reference in double braces such as {{toc 0123456789}}: leave those as they are when you write the text back with update_page, which needs the `version` given here.',
    reads: true,
    output: Read,
    show: shown,
  },
  run: (ctx, asked) => (asked.format === 'storage' ? readStorage(ctx, asked) : readMarkdown(ctx, asked)),
}

async function readMarkdown({ confluence }: Ctx, asked: Asked): Promise<Read> {
  const { page, ...read } = await confluence.markdown(asked.page_id, { heading: asked.heading, most: asked.max_chars })
  const told = toldOf(page, asked)
  if ('markdown' in read) return { ...told, ...read }
  const outline = upTo(asked.max_chars, read.outline)
  return { ...told, characters: read.characters, outline, hint: hintOf(asked, read.characters, read.outline, outline) }
}

type Outline = NonNullable<Read['outline']>

function hintOf({ max_chars }: Asked, characters: number, all: Outline, given: Outline): string {
  const ways = [
    ...(all.length > 0 ? ['call get_page again with a `heading` of the outline'] : []),
    ...(characters <= mostMarkdown ? [`with max_chars ${characters}`] : []),
    'read its tables with db_query',
  ]
  const left = all.length - given.length
  const more = left > 0 ? ` The outline is cut off too: ${left} more headings.` : ''
  return `It has ${characters} characters of Markdown, more than max_chars (${max_chars}): ${ways.join(', or ')}.${more}`
}

async function readStorage({ confluence }: Ctx, asked: Asked): Promise<Read> {
  if (asked.heading !== undefined)
    throw new HubError(
      'invalid',
      'Storage is given of whole pages only: leave `heading` out, or read the section with format "markdown".',
      {
        ko: 'storage는 페이지 전체로만 줍니다. `heading`을 빼거나 format을 "markdown"으로 하십시오.',
        field: { name: 'heading' },
      },
    )
  const { body, ...page } = await confluence.page(asked.page_id)
  const told = toldOf(page, asked)
  const { length: characters } = body
  if (characters <= asked.max_chars) return { ...told, storage: body }
  // Half a surrogate pair is no text.
  const storage = body.slice(0, asked.max_chars).replace(/[\ud800-\udbff]$/, '')
  const hint = `The storage has ${characters} characters and is cut off after ${storage.length}. Never write it back like this.`
  return { ...told, characters, storage, hint }
}

const toldOf = (
  { id, title, url, version }: { id: string; title: string; url: string; version: number },
  { heading }: Asked,
) => ({ ...dataMark, page_id: id, title, url, version, ...(heading !== undefined && { heading }) })

function shown({ content_is: _, markdown, storage, outline = [], hint, ...facts }: Read): string {
  const headings = () =>
    outline.map(({ heading, level, characters }) => `${heading} (level ${level}, ${characters} characters)`)
  return framed({ facts, content: markdown ?? storage ?? headings().join('\n'), hint })
}
