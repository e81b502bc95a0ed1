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

const author = '712020:00000000-0000-4000-8000-000000000001'

/** Confluence Cloud below `/wiki`: pages by v2, the rest of v1 that is left. */
export function cloudRoutes(parts: FakeParts) {
  const app = new Hono()
  spaceRoutes(app, parts)
  pageRoutes(app, parts)
  propertyRoutes(app, parts)
  v1Routes(app, parts)
  return app
}

function spaceRoutes(app: Hono, { caller, base }: FakeParts) {
  app.get('/api/v2/spaces', context => {
    const { keys, limit = '25' } = context.req.query()
    const found = caller.spaces().filter(({ key }) => !keys || keys.split(',').includes(key))
    return context.json({ results: found.slice(0, Number(limit)).map(toSpace), _links: { base: base(context) } })
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

function v1Routes(app: Hono, { caller, username: email, base }: FakeParts) {
  const anonymous = { type: 'anonymous', displayName: 'Anonymous' }
  const known = { type: 'known', accountId: author, accountType: 'atlassian', email, displayName: '두레' }
  app.get('/rest/api/user/current', context => context.json(caller.isAnonymous() ? anonymous : known))

  app.get('/rest/api/content/search', context => {
    const found = caller.search(context)
    if (!found) return context.json({ statusCode: 400, message: 'Could not parse cql', reason: 'Bad Request' }, 400)
    const results = found.map(({ id, title }) => ({ id, type: 'page', status: 'current', title }))
    const _links = { base: base(context), context: '/wiki' }
    return context.json({ results, start: 0, limit: 25, size: results.length, _links })
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
