import { type Context, Hono } from 'hono'
import type { FakeParts } from './fake-caller.ts'
import {
  type FakePage,
  type FakePages,
  type FakeProperty,
  type FakeSpace,
  isProblem,
  type Problem,
} from './fake-pages.ts'
import { momentOf } from './fake-properties.ts'
import type { FakeFound } from './fake-search.ts'

const author = '712020:00000000-0000-4000-8000-000000000001'

/** Confluence Cloud below `/wiki`: pages by v2, the rest of v1 that is left. */
export function cloudRoutes(parts: FakeParts) {
  const app = new Hono()
  spaceRoutes(app, parts)
  pageRoutes(app, parts)
  propertyRoutes(app, parts)
  kindRoutes(app, parts)
  v1Routes(app, parts)
  return app
}

function spaceRoutes(app: Hono, { caller, base }: FakeParts) {
  app.get('/api/v2/spaces', context => {
    const { keys, limit = '25' } = context.req.query()
    const found = caller.spaces().filter(({ key }) => !keys || keys.split(',').includes(key))
    return context.json({ results: found.slice(0, Number(limit)).map(toSpace), _links: { base: base(context) } })
  })

  app.get('/api/v2/spaces/:id', context => {
    const space = caller.spaces().find(({ id }) => String(id) === context.req.param('id'))
    return space ? context.json({ ...toSpace(space), _links: { base: base(context) } }) : refusal(noPage)
  })
}

function pageRoutes(app: Hono, { site, caller, base }: FakeParts) {
  const whole = (page: FakePage | Problem, context: Context, withBody = true) => {
    if (isProblem(page)) return refusal(page)
    const answer = toPage(page, site, withBody)
    return context.json({ ...answer, _links: { ...answer._links, base: base(context) } })
  }
  const spaceOf = (id: string | undefined) => caller.spaces().find(space => String(space.id) === id)

  app.get('/api/v2/pages', context => {
    const { title, 'space-id': space, 'body-format': format } = context.req.query()
    const found = caller.pages(['current', 'archived'], title, space && (spaceOf(space)?.key ?? ''))
    const results = found.map(page => toPage(page, site, format === 'storage'))
    return context.json({ results, _links: { base: base(context) } })
  })

  app.post('/api/v2/pages', async context => {
    const { spaceId, title, parentId: parent, body } = await context.req.json()
    if (caller.isAnonymous()) return refusal({ status: 403, words: 'Current user not permitted to use Confluence' })
    const space = spaceOf(spaceId)
    if (!space) return refusal({ status: 404, words: `No space with id ${spaceId}` })
    return whole(site.create({ space: space.key, title, parent, body: body.value }), context)
  })

  app.get('/api/v2/pages/:id', context =>
    whole(caller.page(context.req.param('id')) ?? noPage, context, context.req.query('body-format') === 'storage'),
  )

  app.get('/api/v2/pages/:id/children', context => {
    const page = caller.page(context.req.param('id'))
    if (!page) return refusal(noPage)
    const { limit = '25', cursor = '' } = context.req.query()
    const all = caller.children(page, ['current', 'archived'])
    const [start, end] = [Number(cursorPlace(cursor)), Number(cursorPlace(cursor)) + Math.min(Number(limit), 250)]
    const path = `/wiki/api/v2/pages/${page.id}/children?limit=${limit}&cursor=${encodeURIComponent(cursorAt(end))}`
    const results = all.slice(start, end).map(child => toChild(child, site))
    return context.json({ results, _links: { ...(end < all.length && { next: path }), base: base(context) } })
  })

  app.put('/api/v2/pages/:id', async context => {
    const page = caller.page(context.req.param('id'))
    const { title, body, version } = await context.req.json()
    return whole(page ? site.update(page, { title, body: body.value, version }) : noPage, context)
  })
}

function propertyRoutes(app: Hono, { properties, caller, base }: FakeParts) {
  const answered = (property: FakeProperty | Problem) =>
    isProblem(property) ? refusal(property) : Response.json(toProperty(property))

  app.get('/api/v2/pages/:id/properties', context => {
    const page = caller.page(context.req.param('id'))
    if (!page) return refusal(noPage)
    const found = properties.read(page, context.req.query('key') ?? '')
    return context.json({ results: found ? [toProperty(found)] : [], _links: { base: base(context) } })
  })

  app.post('/api/v2/pages/:id/properties', async context => {
    const page = caller.page(context.req.param('id'))
    const { key, value } = await context.req.json()
    return answered(page ? properties.add(page, key, value) : noPage)
  })

  app.put('/api/v2/pages/:id/properties/:property', async context => {
    const { id, property } = context.req.param()
    const { value, version } = await context.req.json()
    const known = [...(caller.page(id)?.properties.values() ?? [])].find(one => String(one.id) === property)
    return answered(properties.change(known, value, version?.number))
  })
}

/** Ids of what the caller may see; that of a database is of no page. */
function kindRoutes(app: Hono, { site, caller }: FakeParts) {
  app.post('/api/v2/content/convert-ids-to-types', async context => {
    const { contentIds }: { contentIds: string[] } = await context.req.json()
    const kindOf = (id: string) => (caller.page(id) ? 'page' : (site.others.get(id) ?? null))
    return context.json({ results: Object.fromEntries(contentIds.map(id => [id, kindOf(id)])) })
  })
}

function v1Routes(app: Hono, { site, caller, username: email, base }: FakeParts) {
  const anonymous = { type: 'anonymous', displayName: 'Anonymous' }
  const known = { type: 'known', accountId: author, accountType: 'atlassian', email, displayName: '두레' }
  app.get('/rest/api/user/current', context => context.json(caller.isAnonymous() ? anonymous : known))

  app.get('/rest/api/search', context => {
    const { cql = '', limit = '25' } = context.req.query()
    const found = caller.search(context)
    if (!found)
      return context.json({ statusCode: 400, message: `Could not parse cql : ${cql}`, reason: 'Bad Request' }, 400)
    const results = found.map(one => toFound(one, site))
    const _links = { base: base(context), context: '/wiki', self: `${base(context)}/rest/api/search` }
    const counts = { start: 0, limit: Number(limit), size: results.length, totalSize: results.length }
    return context.json({ results, ...counts, cqlQuery: cql, searchDuration: 12, _links })
  })

  app.all('/rest/api/content/*', context =>
    context.json({ statusCode: 410, message: 'This API has been removed. Use the v2 API.', reason: 'Gone' }, 410),
  )
}

const noPage: Problem = { status: 404, words: 'Not Found' }
const codes = { 400: 'BAD_REQUEST', 403: 'FORBIDDEN', 404: 'NOT_FOUND', 409: 'CONFLICT', 413: 'PAYLOAD_TOO_LARGE' }

const refusal = ({ status, words }: Problem) =>
  Response.json({ errors: [{ status, code: codes[status], title: words, detail: null }] }, { status })

const toSpace = ({ id, key, name, home }: FakeSpace) => ({
  id: String(id),
  key,
  name,
  type: 'global',
  status: 'current',
  authorId: author,
  createdAt: momentOf(0),
  homepageId: home,
  _links: { webui: `/spaces/${key}` },
})

function toPage(page: FakePage, site: FakePages, withBody: boolean) {
  const { id, space, title, parent, status, version } = page
  // A title beyond ASCII is left out.
  const ending = /^[ -~]+$/.test(title) ? `/${encodeURIComponent(title).replaceAll('%20', '+')}` : ''
  return {
    id,
    status,
    title,
    spaceId: String(site.spaces.get(space)?.id),
    parentId: parent ?? null,
    parentType: parent ? 'page' : null,
    position: Number(id) % 1000,
    authorId: author,
    ownerId: author,
    lastOwnerId: null,
    createdAt: momentOf(1),
    version: { ...toVersion(version.number), message: version.message, ncsStepVersion: String(version.number * 7) },
    body: withBody ? { storage: { representation: 'storage', value: page.body } } : {},
    _links: {
      webui: `/spaces/${space}/pages/${id}${ending}`,
      editui: `/pages/resumedraft.action?draftId=${id}`,
      tinyui: `/x/${id}`,
    },
  }
}

/** A place in a list, that nobody is to read anything into. */
const cursorAt = (place: number) => Buffer.from(`{"start":${place}}`).toString('base64')
const cursorPlace = (cursor: string) => JSON.parse(Buffer.from(cursor, 'base64').toString() || '{"start":0}').start

const toChild = ({ id, status, title, space }: FakePage, site: FakePages) => ({
  id,
  status,
  title,
  spaceId: String(site.spaces.get(space)?.id),
  childPosition: Number(id) % 1000,
})

function toFound({ page, excerpt }: FakeFound, site: FakePages) {
  const { id, title, status, _links } = toPage(page, site, false)
  const { id: number, key, name, type } = toSpace(site.spaces.get(page.space)!)
  const links = { webui: `/spaces/${key}`, self: `/rest/api/space/${key}` }
  const space = { id: Number(number), key, name, type, status: 'current', _expandable: {}, _links: links }
  return {
    content: { id, type: 'page', status, title, space, _links: { webui: _links.webui, tinyui: _links.tinyui } },
    title,
    excerpt,
    url: _links.webui,
    resultGlobalContainer: { title: name, displayUrl: links.webui },
    breadcrumbs: [],
    entityType: 'content',
    iconCssClass: 'aui-icon content-type-page',
    lastModified: momentOf(page.version.number),
  }
}

const toVersion = (number: number) => ({
  number,
  message: '',
  minorEdit: false,
  authorId: author,
  createdAt: momentOf(number),
})

const toProperty = ({ id, key, values }: FakeProperty) => ({
  id: String(id),
  key,
  value: values.at(-1),
  version: toVersion(values.length),
})
