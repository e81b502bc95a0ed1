import { Hono } from 'hono'
import { assertSizes } from './fake-limits.ts'
import { queried } from './fake-query.ts'
import { type FakeState, invalid, type Json, unknown } from './fake-state.ts'
import { takeColumns } from './fake-values.ts'
import { databaseOut, sourceOut } from './fake-wire.ts'

/** Databases and their data sources. */
export function databaseRoutes(state: FakeState, behaviour: { mostRows: number }) {
  const app = new Hono()
  const databaseOf = (id: string) => {
    const database = state.databases.get(id)
    return database?.shared ? database : unknown('database', id)
  }
  const sourceOf = (id: string) => {
    const source = state.sources.get(id)
    return source && state.databases.get(source.database)!.shared ? source : unknown('data source', id)
  }

  app.get('/databases/:id', context => context.json(databaseOut(state, databaseOf(context.req.param('id')).id)))

  app.post('/databases', async context => {
    const { parent, title, initial_data_source } = await context.req.json()
    const page = state.pages.get(parent.page_id)
    if (!page?.shared) return unknown('page', parent.page_id)
    const { properties } = initial_data_source
    const titles = Object.entries<Json>(properties).filter(([, property]) => 'title' in property)
    if (titles.length !== 1) return invalid('Title is not provided: a database needs exactly one title property.')
    const name = title.map(({ text }: Json) => text.content).join('')
    const database = state.makeDatabase(name, page.id, [state.makeColumn(titles[0]![0], 'title')])
    const rest = Object.entries(properties).filter(([key]) => key !== titles[0]![0])
    takeColumns(state, state.sources.get(database.sources[0]!)!, Object.fromEntries(rest))
    page.blocks.push({ ...state.makeBlock('child_database', { title: name }, [], ''), id: database.id })
    return context.json(databaseOut(state, database.id))
  })

  app.get('/data_sources/:id', context => context.json(sourceOut(state, sourceOf(context.req.param('id')))))

  app.patch('/data_sources/:id', async context => {
    const source = sourceOf(context.req.param('id'))
    const body = await context.req.json()
    assertSizes(body, JSON.stringify(body))
    takeColumns(state, source, body.properties ?? {})
    return context.json(sourceOut(state, source))
  })

  app.post('/data_sources/:id/query', async context => {
    const source = sourceOf(context.req.param('id'))
    return context.json(queried(state, source, await context.req.json(), behaviour.mostRows))
  })
  return app
}
