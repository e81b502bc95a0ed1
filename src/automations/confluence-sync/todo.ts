import { z } from 'zod'
import {
  bullets,
  type EditedPage,
  link,
  type NewPage,
  type PageName,
  storageApart,
} from '../../connectors/confluence/index.ts'
import { HubError } from '../../engine/error.ts'
import { PlayId } from './event.ts'
import { type Ctx, patience } from './options.ts'
import { assertPlay } from './plays.ts'

export const ToDo = z.strictObject({
  play_id: PlayId,
  body_md: z.string().max(100_000).optional().meta({
    description: '페이지의 첫 글, Markdown. 없으면 빈 할 일 하나',
    'x-en': 'First text of the page, Markdown; default: an open task',
    example: '- [ ] 대상 기업 목록 정리',
  }),
})
type ToDo = z.output<typeof ToDo>

/** The ToDo page of a Play: one that is there, or one that is being made under the key `delivery`. */
export interface AskedToDo {
  play_id: string
  page_id?: string
  url?: string
  delivery?: string
}

/** What is remembered of a Play's page. `made` counts those that were deleted for good and made anew. */
interface Kept {
  id?: string
  made: number
}

const keptToDos = (ctx: Pick<Ctx, 'table'>) => ctx.table<Kept>('todo')
const identityOf = (play: string) => `confluence-sync/todo/${play}`

/** Has a Play's ToDo page made below Project TODO, once, and linked. It is known by its id, then by what it was made as, never by its title. */
export async function askToDo(ctx: Ctx, { play_id, body_md }: ToDo): Promise<AskedToDo> {
  const parent = projectTodo(ctx)
  await assertPlay(ctx, play_id)
  const kept = (await keptToDos(ctx).get(play_id)) ?? { made: 0 }
  const page = await pageInPlace(ctx, play_id, parent, kept)
  if (page) {
    ctx.emit('confluence-sync/todo-wanted', { play_id, page: page.id }, ctx.run.key)
    return { play_id, page_id: page.id, url: page.url }
  }
  const number = await numberOf(ctx, play_id, kept)
  const delivery = keyOf(play_id, number)
  keptToDos(ctx).put(play_id, { made: number })
  const options = { ...patience(ctx), about: identityOf(play_id) }
  ctx.send('confluence', 'createPage', await newPage(ctx, play_id, parent, body_md), delivery, options)
  ctx.emit('confluence-sync/todo-wanted', { play_id, body_md, delivery }, ctx.run.key)
  return { play_id, delivery }
}

const keyOf = (play: string, number: number) => `todo/${play}/${number}`

/** The next one where the page that was made is gone, or could not be made: its key is used up. */
async function numberOf(ctx: Ctx, play: string, { id, made }: Kept): Promise<number> {
  const [last] = await ctx.written('confluence', [keyOf(play, made)])
  return id !== undefined || last?.state === 'failed' || last?.state === 'dropped' ? made + 1 : made
}

export const Wanted = z.strictObject({
  play_id: PlayId,
  /** Of the page that is there. */
  page: z.string().optional(),
  /** Of the page that is being made. */
  body_md: z.string().optional(),
  delivery: z.string().optional(),
})

/** Links a Play's ToDo page from Project TODO and from the Play DB, once each, as soon as it is there. */
export async function linkToDo(ctx: Ctx, wanted: z.output<typeof Wanted>): Promise<{ page_id: string; url: string }> {
  const { play_id, page, body_md, delivery } = wanted
  const parent = projectTodo(ctx)
  const made: PageName | EditedPage = delivery
    ? await ctx.confluence.createPage(await newPage(ctx, play_id, parent, body_md), delivery)
    : await ctx.confluence.page(page!)
  const { made: number } = (await keptToDos(ctx).get(play_id)) ?? { made: 0 }
  keptToDos(ctx).put(play_id, { id: made.id, made: number })
  const key = `todo-link/${ctx.run.key}`
  const { todo_heading: heading, play_db } = ctx.options
  const content = [bullets([[link(made.url, made.title)]])]
  const entry = { kind: 'entry', id: identityOf(play_id), content, heading } as const
  const linking = (place: 'todo' | 'play') => ({ ...patience(ctx), about: `todo-link/${play_id}/${place}` })
  ctx.send('confluence', 'changePage', { page: parent, change: entry }, `${key}/todo`, linking('todo'))
  const playDb = ctx.settings.CONFLUENCE_PLAY_DB_PAGE_ID
  const change = play_db.todo === undefined ? entry : await cellChange(ctx, play_id, play_db.todo, made)
  if (playDb && change) ctx.send('confluence', 'changePage', { page: playDb, change }, `${key}/play`, linking('play'))
  return { page_id: made.id, url: made.url }
}

/** Undefined where something stands in the cell already: the link, or what people have made of it. */
async function cellChange(ctx: Ctx, play: string, column: string, { url, title }: PageName) {
  const { table, columns } = ctx.options.play_db
  const page = ctx.settings.CONFLUENCE_PLAY_DB_PAGE_ID
  if (page === undefined) return undefined
  const asked = { where: { [columns.play_id]: play }, columns: [column] }
  const read = await ctx.confluence.table(page, table, asked)
  if (read.records.some(record => Object.values(record).some(cell => cell.trim() !== ''))) return undefined
  const change = { op: 'update', key: play, values: { [column]: [link(url, title)] } } as const
  return { kind: 'row', table, key: columns.play_id, change } as const
}

const newPage = async (
  ctx: Ctx,
  play: string,
  parent: string,
  body_md = openTask[ctx.options.language],
): Promise<NewPage> => ({
  parent,
  title: `${play} ToDo List`,
  identity: identityOf(play),
  body: await storageApart(body_md),
})

const openTask = { ko: '- [ ] 첫 작업을 적으십시오', en: '- [ ] Write down the first task' }

/** The page that dure.yaml names, the one that was made before, or one that was made by a hub that has forgotten it. */
async function pageInPlace(ctx: Ctx, play: string, parent: string, { id }: Kept): Promise<PageName | undefined> {
  const named = ctx.options.play_todo_pages[play]
  if (named) return ctx.confluence.page(named)
  const known = id === undefined ? undefined : await pageStill(ctx, id)
  return known ?? ctx.confluence.pageWith(identityOf(play), parent)
}

/** Undefined for a page that was deleted. Moved and renamed it is the same. */
async function pageStill({ confluence }: Ctx, id: string): Promise<PageName | undefined> {
  try {
    const page = await confluence.page(id)
    return page.status === 'current' ? page : undefined
  } catch (error) {
    if (error instanceof HubError && error.code === 'not_found') return undefined
    throw error
  }
}

function projectTodo({ settings }: Ctx): string {
  const page = settings.CONFLUENCE_TODO_PAGE_ID
  if (page) return page
  throw new HubError(
    'invalid',
    'Below which page ToDo pages are made is not known: set CONFLUENCE_TODO_PAGE_ID in .env.',
    {
      ko: 'ToDo 페이지를 어느 페이지 아래에 만들지 알 수 없습니다. .env에 CONFLUENCE_TODO_PAGE_ID를 넣으십시오.',
    },
  )
}
