import { z } from 'zod'
import { storageApart } from '../../../connectors/confluence/index.ts'
import type { Task } from '../../../engine/automation.ts'
import { HubError } from '../../../engine/error.ts'
import type { Ctx } from '../options.ts'
import { heading, markdown, page, version } from './arguments.ts'
import { answersFor, keyFor, queued } from './written.ts'

const New = z.strictObject({
  title: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .meta({ description: 'No other page of the space may bear it', example: 'EXT_Desk_D02 ToDo List' }),
  body_md: markdown('The text, without the title,', '## 할 일\n\n- [ ] 참석 기업 목록 정리'),
  parent_id: page.optional().meta({ description: 'Id or address of the page above it', example: '720932' }),
  space: z.string().trim().min(1).max(255).optional().meta({
    description: "The space's key, for a page at the top of it; with parent_id it is known",
    example: 'PLAY',
  }),
})

export const createPage: Task<z.output<typeof New>, Ctx> = {
  summary: 'Confluence 페이지를 만든다',
  input: New,
  tool: {
    name: 'confluence.create_page',
    title: 'Create a Confluence page',
    description:
      'Makes a page below `parent_id`, or at the top of a `space`. If the title is taken it is refused: look with search_pages, and change that page instead.',
    ...answersFor('createPage'),
  },
  run: create,
}

async function create(ctx: Ctx, { title, body_md, parent_id, space }: z.output<typeof New>) {
  if (parent_id === undefined && space === undefined)
    throw new HubError(
      'invalid',
      'Say where the page belongs: `parent_id` (the page above it), or `space` (its key) for the top of a space.',
      {
        ko: '페이지를 둘 곳을 주십시오. `parent_id`(상위 페이지) 또는 `space`(스페이스 키)가 필요합니다.',
        field: { name: 'parent_id', example: '720932' },
      },
    )
  const key = keyFor(ctx, 'create-page')
  const body = await storageApart(body_md)
  return queued(ctx, { createPage: { title, identity: key, body, parent: parent_id, space } }, key)
}

const Rewrite = z.strictObject({
  page_id: page,
  body_md: markdown(
    'All that is to stand there: the whole text, or with `heading` the section, its heading included,',
    '## 진행 현황\n\n참석 기업 3곳',
  ),
  version,
  heading: heading.optional(),
})

export const updatePage: Task<z.output<typeof Rewrite>, Ctx> = {
  summary: 'Confluence 페이지나 그 한 절을 고쳐 쓴다',
  input: Rewrite,
  tool: {
    name: 'confluence.update_page',
    title: 'Rewrite a Confluence page',
    description:
      'Replaces the text of a page, or of the section under `heading`. Read it first with get_page: change that Markdown, leave references in double braces as they are, and pass its `version`. What is left out is deleted; what says the same keeps its form. If people have saved meanwhile it is refused: read and change again. To add something use append_to_page, for cells of a table db_upsert_row.',
    destructive: true,
    idempotent: true,
    ...answersFor('rewritePage'),
  },
  run: rewrite,
}

async function rewrite(ctx: Ctx, { page_id, body_md, version, heading }: z.output<typeof Rewrite>) {
  if (heading !== undefined) assertHeaded(body_md)
  const payload = { page: page_id, version, markdown: body_md, heading }
  return queued(ctx, { rewritePage: payload }, keyFor(ctx, 'update-page'))
}

/** Whoever leaves the heading out rarely means to delete it. Nothing at all deletes the section. */
function assertHeaded(markdown: string) {
  if (/^\s*(#{1,6}\s|.+\n *(=+|-+) *(\n|$)|$)/.test(markdown)) return
  throw new HubError(
    'invalid',
    'With `heading`, body_md takes the place of the section and its heading: begin it with a heading, as get_page gives it.',
    {
      ko: '`heading`을 주면 body_md가 그 절을 제목까지 바꿉니다. get_page가 준 대로 제목부터 쓰십시오.',
      field: { name: 'body_md', example: '## 진행 현황\n\n참석 기업 3곳' },
    },
  )
}

const Addition = z.strictObject({
  page_id: page,
  append_md: markdown('What is added', '- 11월 20일: 데모 요청 3건').refine(text => text.trim() !== '', {
    error: 'is empty: there is nothing to add',
  }),
  heading: heading.optional().meta({
    description: 'At the end of this section instead of the page; if there is none, the heading is made at its end',
  }),
  version: version.optional(),
})

export const appendToPage: Task<z.output<typeof Addition>, Ctx> = {
  summary: 'Confluence 페이지나 그 한 절의 끝에 내용을 추가한다',
  input: Addition,
  tool: {
    name: 'confluence.append_to_page',
    title: 'Append to a Confluence page',
    description:
      'Adds Markdown at the end of a page, or of the section under `heading`, and touches nothing else. Each call adds once more: give an idempotency_key and repeat a call under it.',
    ...answersFor('changePage'),
  },
  run: async (ctx, { page_id, append_md, heading, version }) => {
    const key = keyFor(ctx, 'append-to-page')
    const change = { kind: 'entry', id: key, content: await storageApart(append_md), heading } as const
    return queued(ctx, { changePage: { page: page_id, change, version } }, key)
  },
}
