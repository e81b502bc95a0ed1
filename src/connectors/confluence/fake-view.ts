import { Hono } from 'hono'
import { HubError } from '../../engine/error.ts'
import { box, drawn, xhtml } from './fake-drawing.ts'
import type { FakePage, FakePages } from './fake-pages.ts'
import { parseStorage } from './storage/parse.ts'
import type { StorageNode } from './storage/tree.ts'
import { writeStorage } from './storage/write.ts'

/** Pages for a browser, at the addresses that both APIs give for them. Nobody has to log in to look. */
export function viewRoutes({ pages, spaces }: FakePages) {
  const app = new Hono()
  const opened = (page: FakePage | undefined) => (page ? shown(page, spaces.get(page.space)?.name ?? '') : missing())
  const titled = (space: string, title: string) =>
    [...pages.values()].find(page => page.space === space && page.title === title && page.status === 'current')

  app.get('/spaces/:space/pages/:id/:title?', ({ req }) => opened(pages.get(req.param('id'))))
  app.get('/pages/viewpage.action', ({ req }) => opened(pages.get(req.query('pageId') ?? '')))
  app.get('/display/:space/:title', ({ req }) =>
    opened(titled(req.param('space'), req.param('title').replaceAll('+', ' '))),
  )
  return app
}

function shown({ title, body, status, version }: FakePage, space: string): Response {
  const { number, message } = version
  const facts = [`v${number}`, ...(message ? [message] : []), ...(status === 'current' ? [] : [status])]
  return answered(200, title, [
    xhtml('p', { class: 'note' }, [space]),
    xhtml('h1', {}, [title]),
    xhtml('p', { class: 'note' }, [facts.join(' · ')]),
    ...contentOf(body),
  ])
}

const missing = () => answered(404, 'Page not found', [xhtml('h1', {}, ['Page not found'])])

/** A body that Confluence would have refused is shown as it stands, with the reason. */
function contentOf(body: string): StorageNode[] {
  try {
    return drawn(parseStorage(body).children)
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    return [box(error.message), xhtml('pre', {}, [body])]
  }
}

/**
 * XHTML, for that is what the writer of storage writes. What stands on a page comes from outside: whatever should get
 * through as markup after all may neither run nor load anything.
 */
function answered(status: number, title: string, content: StorageNode[]): Response {
  const head = xhtml('head', {}, [xhtml('title', {}, [title]), xhtml('style', {}, [style])])
  const page = xhtml('html', { xmlns: 'http://www.w3.org/1999/xhtml' }, [head, xhtml('body', {}, content)])
  const headers = {
    'content-type': 'application/xhtml+xml;charset=UTF-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  }
  return new Response(writeStorage([page]), { status, headers })
}

const style = `
  body { max-width: 940px; margin: 28px auto 48px; padding: 0 24px; color: #1f2933;
    font: 14px/1.6 'Noto Sans KR', 'Noto Sans CJK KR', 'Apple SD Gothic Neo', 'Malgun Gothic', sans-serif; }
  h1 { margin: 0; font-size: 26px; line-height: 1.35; }
  h2 { margin: 0 0 10px; font-size: 18px; }
  p, ul, ol { margin: 8px 0; }
  ul, ol { padding-left: 22px; }
  a { color: #0b5cad; text-decoration: none; }
  a:hover { text-decoration: underline; }
  table { width: 100%; border-collapse: collapse; margin: 8px 0; }
  th, td { border: 1px solid #d5dbe1; padding: 5px 9px; text-align: left; vertical-align: top; }
  th { background: #f2f5f8; font-weight: 600; }
  th p, td p, li p { margin: 0; }
  code, pre { font: 12.5px/1.6 ui-monospace, 'DejaVu Sans Mono', monospace, 'Noto Sans CJK KR'; }
  pre { padding: 10px 12px; background: #f2f5f8; white-space: pre-wrap; }
  blockquote { margin: 8px 0; padding-left: 12px; border-left: 3px solid #d5dbe1; }
  section, .box { margin: 16px 0; padding: 14px 18px; border: 1px solid #c3ccd5; border-radius: 6px; }
  section > :last-child, .box > :last-child { margin-bottom: 0; }
  .box { border-style: dashed; }
  .jira, .jira th, .jira td { border-color: #9db8d6; }
  .jira th { background: #edf4fb; }
  .label { padding: 1px 6px; border-radius: 3px; background: #e6ebf0; font-size: 12px; color: #46525e; }
  .note { color: #66727e; font-size: 13px; }
  .columns { display: flex; gap: 24px; }
  .column { flex: 1; min-width: 0; }
  .tasks { list-style: none; padding-left: 4px; }
  .status { padding: 1px 7px; border-radius: 3px; font-size: 12px; font-weight: 600; white-space: nowrap; }
  .grey { background: #e6ebf0; color: #46525e; }
  .blue { background: #dcebfc; color: #0b5cad; }
  .green { background: #d9f2e3; color: #1c6b3f; }
  .yellow { background: #fdf0c8; color: #7a5600; }
  .red { background: #fde0dc; color: #a32417; }
  .purple { background: #ebe2fb; color: #5b34a3; }
`
