import { Hono } from 'hono'
import { assertBlocks, assertSizes } from './fake-limits.ts'
import { bot, type FakeBlock, type FakeState, invalid, type Json, unknown } from './fake-state.ts'
import { blockOut, richText } from './fake-wire.ts'

/** The blocks of a page, or below a block. */
export function blockRoutes(state: FakeState) {
  const app = new Hono()
  const holderOf = (id: string) => {
    const holder = state.holderOf(id)
    return holder?.page.shared ? holder : unknown('block', id)
  }

  app.get('/blocks/:id/children', context => {
    const { blocks, page } = holderOf(context.req.param('id'))
    const { start_cursor, page_size = '100' } = context.req.query()
    const start = start_cursor ? blocks.findIndex(({ id }) => id === start_cursor) : 0
    if (start < 0) return invalid(`The start_cursor provided is invalid: ${start_cursor}`)
    const end = start + Math.min(Number(page_size), 100)
    const found = blocks.slice(start, end).map(block => blockOut(block, page))
    return context.json(listOf(found, blocks[end]?.id))
  })

  app.patch('/blocks/:id/children', async context => {
    const text = await context.req.text()
    const { children, after } = JSON.parse(text)
    assertSizes(JSON.parse(text), text)
    if (after !== undefined) return invalid('body failed validation: body.after should be not present.')
    const { blocks, page } = holderOf(context.req.param('id'))
    if (page.trashed) return invalid("Can't edit block that is archived. You must unarchive the block before editing.")
    const made = blocksIn(state, assertBlocks(children))
    blocks.push(...made)
    Object.assign(page, { edited: state.minute(), editor: bot })
    return context.json(
      listOf(
        made.map(block => blockOut(block, page)),
        undefined,
      ),
    )
  })
  return app
}

const listOf = (results: Json[], next: string | undefined) => ({
  object: 'list',
  type: 'block',
  block: {},
  results,
  next_cursor: next ?? null,
  has_more: next !== undefined,
})

export const blocksIn = (state: FakeState, sent: Json[]): FakeBlock[] =>
  sent.map(({ type, ...block }) => {
    const { children = [], rich_text, caption, ...held } = block[type]
    const text = rich_text ? { rich_text: richText(rich_text), color: 'default' } : {}
    const more = type.startsWith('heading')
      ? { is_toggleable: false }
      : type === 'code'
        ? { caption: richText(caption ?? []) }
        : {}
    return state.makeBlock(type, { ...text, ...more, ...held }, blocksIn(state, children), bot)
  })
