import { type Context, Hono } from 'hono'
import type { FakeParts } from './fake-caller.ts'
import { type FakePage, type FakeProperty, type FakeSpace, isProblem, type Problem } from './fake-pages.ts'
import { momentOf } from './fake-properties.ts'
import type { FakeFound } from './fake-search.ts'

/** Confluence Data Center below its context path: REST API v1. */
export function serverRoutes(parts: FakeParts) {
  const app = new Hono()
  siteRoutes(app, parts)
  contentRoutes(app, parts)
  propertyRoutes(app, parts)
  return app
}

const linksOf = (base: string) => ({ base, context: new URL(base).pathname })

const listed = (results: object[], base: string) => ({
  results,
  start: 0,
  limit: 25,
  size: results.length,
  _links: linksOf(base),
})

/** What an answer holds beyond the bare page: what was asked for, else a few parts. */
const expanded = (context: Context) => (context.req.query('expand') ?? 'history,space,version').split(',')

function siteRoutes(app: Hono, { caller, username, base }: FakeParts) {
  const anonymous = { type: 'anonymous', displayName: 'Anonymous' }
  const known = { type: 'known', username, userKey: 'ff8080817d', displayName: '두레' }
  app.get('/rest/api/user/current', context => context.json(caller.isAnonymous() ? anonymous : known))

  app.get('/rest/api/space', context => context.json(listed(caller.spaces().map(toSpace), base(context))))

  app.get('/rest/api/space/:key', context => {
    const key = context.req.param('key')
    const space = caller.spaces().find(space => space.key === key)
    return space ? context.json(toSpace(space)) : refusal({ status: 404, words: `No space with key : ${key}` })
  })

  app.get('/rest/api/search', context => {
    const found = caller.search(context)
    if (!found) return refusal({ status: 400, words: `Could not parse cql : ${context.req.query('cql')}` })
    const inSpace = expanded(context).includes('content.space')
    const results = found.map(one => toFound(one, inSpace ? caller.spaces() : []))
    return context.json({ ...listed(results, base(context)), totalSize: results.length })
  })
}

function contentRoutes(app: Hono, { site, caller, base }: FakeParts) {
  const whole = (page: FakePage | Problem, context: Context, parts = expanded(context)) => {
    if (isProblem(page)) return refusal(page)
    const answer = toContent(page, parts, parts.includes('space') ? caller.spaces() : [])
    return context.json({ ...answer, _links: { ...answer._links, ...linksOf(base(context)) } })
  }

  app.get('/rest/api/content', context => {
    const { title, spaceKey } = context.req.query()
    const found = caller.pages(['current'], title, spaceKey)
    const results = found.map(page => toContent(page, expanded(context)))
    return context.json(listed(results, base(context)))
  })

  app.post('/rest/api/content', async context => {
    const { title, space, ancestors, body } = await context.req.json()
    if (caller.isAnonymous()) return refusal({ status: 403, words: 'User not permitted to create content' })
    const parent = ancestors?.at(-1)?.id
    return whole(site.create({ space: space.key, title, parent, body: body.storage.value }), context)
  })

  app.get('/rest/api/content/:id', context => {
    const id = context.req.param('id')
    const page = caller.page(id)
    return whole(page?.status === (context.req.query('status') ?? 'current') ? page : noContent(id), context)
  })

  app.get('/rest/api/content/:id/child/page', context => {
    const page = caller.page(context.req.param('id'))
    if (page?.status !== 'current') return refusal(noContent(context.req.param('id')))
    const [start, limit] = [Number(context.req.query('start') ?? 0), Number(context.req.query('limit') ?? 25)]
    const all = caller.children(page, ['current'])
    const results = all.slice(start, start + limit).map(child => toContent(child, []))
    const answer = listed(results, base(context))
    const next = `/rest/api/content/${page.id}/child/page?limit=${limit}&start=${start + limit}`
    const _links = { ...answer._links, ...(start + limit < all.length && { next }) }
    return context.json({ ...answer, start, limit, _links })
  })

  app.put('/rest/api/content/:id', async context => {
    const id = context.req.param('id')
    const page = caller.page(id)
    const { title, body, version } = await context.req.json()
    const saved = page ? site.update(page, { title, body: body.storage.value, version }) : noContent(id)
    return whole(saved, context, ['body.storage', 'version', 'space'])
  })
}

function propertyRoutes(app: Hono, { properties, caller }: FakeParts) {
  const answered = (property: FakeProperty | Problem) =>
    isProblem(property) ? refusal(property) : Response.json(toProperty(property))

  app.get('/rest/api/content/:id/property/:key', context => {
    const { id, key } = context.req.param()
    const page = caller.page(id)
    return answered((page && properties.read(page, key)) ?? { status: 404, words: `No property ${key} found` })
  })

  app.post('/rest/api/content/:id/property', async context => {
    const page = caller.page(context.req.param('id'))
    const { key, value } = await context.req.json()
    return answered(page ? properties.add(page, key, value) : noContent(context.req.param('id')))
  })

  app.put('/rest/api/content/:id/property/:key', async context => {
    const { id, key } = context.req.param()
    const { value, version } = await context.req.json()
    return answered(properties.change(caller.page(id)?.properties.get(key), value, version?.number))
  })
}

const noContent = (id: string): Problem => ({ status: 404, words: `No content found with id: ContentId{id=${id}}` })
const reasons = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Request Entity Too Large',
}

function refusal({ status, words }: Problem) {
  const data = { authorized: status !== 403, valid: true, allowedInReadOnlyMode: true, errors: [], successful: false }
  const exception = 'com.atlassian.confluence.api.service.exceptions.BadRequestException: '
  const message = status === 400 ? exception + words : words
  return Response.json({ statusCode: status, data, message, reason: reasons[status] }, { status })
}

const toSpace = ({ id, key, name }: FakeSpace) => ({
  id,
  key,
  name,
  type: 'global',
  status: 'current',
  _links: { webui: `/display/${key}`, self: `/rest/api/space/${key}` },
})

/** In a space, where those that the caller may see are given. */
function toContent(page: FakePage, parts: string[], spaces: FakeSpace[] = []) {
  const home = spaces.find(({ key }) => key === page.space)
  const { id, space, title, status, version } = page
  const isPlain = /^[\w .-]+$/.test(title)
  const storage = { value: page.body, representation: 'storage' }
  return {
    id,
    type: 'page',
    status,
    title,
    ...(home && { space: toSpace(home) }),
    ...(parts.includes('version') && { version: { ...version, when: momentOf(version.number), hidden: false } }),
    ...(parts.includes('body.storage') && { body: { storage } }),
    extensions: { position: 'none' },
    _links: {
      webui: isPlain ? `/display/${space}/${title.replaceAll(' ', '+')}` : `/pages/viewpage.action?pageId=${id}`,
      tinyui: `/x/${id}`,
      self: `/rest/api/content/${id}`,
    },
  }
}

function toFound({ page, excerpt }: FakeFound, spaces: FakeSpace[]) {
  const content = toContent(page, [], spaces)
  return {
    content,
    title: page.title,
    excerpt,
    url: content._links.webui,
    resultGlobalContainer: { title: page.space, displayUrl: `/display/${page.space}` },
    entityType: 'content',
    iconCssClass: 'aui-icon content-type-page',
    lastModified: momentOf(page.version.number),
    friendlyLastModified: 'yesterday',
  }
}

const toProperty = ({ id, key, values }: FakeProperty) => ({
  id: String(id),
  key,
  value: values.at(-1),
  version: { when: momentOf(values.length), message: '', number: values.length, minorEdit: false, hidden: false },
})
