import { Hono } from 'hono'
import { blocksIn } from './fake-blocks.ts'
import { assertBlocks, assertSizes } from './fake-limits.ts'
import { bot, type FakePage, type FakeSource, type FakeState, invalid, type Json, unknown } from './fake-state.ts'
import { takeValues } from './fake-values.ts'
import { markdownOut, pageOut } from './fake-wire.ts'

/** Pages, which rows are. Nothing keeps a create from being made twice. */
export function pageRoutes(state: FakeState, behaviour: { dropsUnknown: boolean }) {
  const app = new Hono()
  const pageOf = (id: string): FakePage => {
    const page = state.pages.get(id)
    return page?.shared ? page : unknown('page', id)
  }

  const take = (source: FakeSource, page: FakePage, properties: Json) => {
    const isKnown = (name: string) => source.columns.some(column => column.name === name || column.id === name)
    const taken = Object.entries(properties).filter(([name]) => isKnown(name) || !behaviour.dropsUnknown)
    takeValues(state, source, page, Object.fromEntries(taken))
  }

  app.post('/pages', async context => {
    const text = await context.req.text()
    const { parent, properties, children = [] } = JSON.parse(text)
    if (!properties)
      return invalid('body failed validation: body.properties should be defined, instead was `undefined`.')
    assertSizes(JSON.parse(text), text)
    const source = state.sources.get(parent?.data_source_id)
    if (!source || !state.databases.get(source.database)!.shared)
      return unknown('data source', String(parent?.data_source_id))
    const blocks = blocksIn(state, assertBlocks(children))
    const page = state.makePage({ source: source.id, editor: bot, blocks })
    try {
      take(source, page, properties)
    } catch (error) {
      state.pages.delete(page.id)
      throw error
    }
    return context.json(pageOut(state, page))
  })

  app.get('/pages/:id', context => context.json(pageOut(state, pageOf(context.req.param('id')))))

  app.patch('/pages/:id', async context => {
    const page = pageOf(context.req.param('id'))
    const text = await context.req.text()
    const { properties, in_trash, erase_content } = JSON.parse(text)
    assertSizes(JSON.parse(text), text)
    if (page.trashed && in_trash !== false)
      return invalid("Can't edit block that is archived. You must unarchive the block before editing.")
    if (properties) take(state.sources.get(page.source!)!, page, properties)
    if (erase_content) page.blocks.length = 0
    if (in_trash !== undefined) page.trashed = in_trash
    Object.assign(page, { edited: state.minute(), editor: bot })
    return context.json(pageOut(state, page))
  })

  partRoutes(app, state, pageOf)
  return app
}

/** What of a page is told by itself: a relation in full, its body as Markdown. */
function partRoutes(app: Hono, state: FakeState, pageOf: (id: string) => FakePage) {
  app.get('/pages/:id/properties/:property', context => {
    const page = pageOf(context.req.param('id'))
    const id = encodeURIComponent(context.req.param('property'))
    const column = state.sources.get(page.source!)?.columns.find(one => one.id === id)
    if (column?.type !== 'relation') return unknown('property', id)
    const { start_cursor, page_size = '100' } = context.req.query()
    const related: string[] = page.values.get(column.id) ?? []
    const start = start_cursor ? related.indexOf(start_cursor) : 0
    const end = start + Math.min(Number(page_size), 100)
    return context.json({
      object: 'list',
      type: 'property_item',
      property_item: { id, type: 'relation', relation: {}, next_url: null },
      results: related
        .slice(start, end)
        .map(one => ({ object: 'property_item', id, type: 'relation', relation: { id: one } })),
      next_cursor: related[end] ?? null,
      has_more: end < related.length,
    })
  })

  app.get('/pages/:id/markdown', context => {
    const page = pageOf(context.req.param('id'))
    const markdown = markdownOut(page.blocks)
    return context.json({ object: 'page_markdown', id: page.id, markdown, truncated: false, unknown_block_ids: [] })
  })
}
