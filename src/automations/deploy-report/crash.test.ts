import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  aDeployment,
  deployScene,
  type Moment,
  people,
  type Scene,
  type SceneOptions,
} from '../../../test/deploy-scene.ts'

/** A request of a story, counted from 1. */
type Request = Moment & { number: number }
/** What befalls it: the hub ends, the network fails, or another answer comes. */
type Fate = (request: Request) => 'the hub ends' | Error | Response | undefined

const never = () => new Promise<never>(() => {})

/** The Monday on which the page of 2026-W48 is made, and the hour after it, in which people and Jira change. */
async function story(options: SceneOptions, fate: Fate = () => undefined) {
  const scene = await deployScene({ now: '2026-11-16T09:59:30+09:00', ...options })
  /** How many attempts at a message may have arrived without the ledger knowing. */
  let inDoubt = 0
  let requests = 0
  let dead = false
  scene.meanwhile = async moment => {
    if (dead) return never()
    if (moment.when === 'before') requests += 1
    const what = fate({ number: requests, ...moment })
    if (what === 'the hub ends') {
      scene.hub.kill()
      dead = true
      return never()
    }
    if (what && moment.when === 'after' && moment.system === 'slack') inDoubt += 1
    if (what instanceof Error) throw what
    return what
  }
  const comeBack = async () => {
    inDoubt += (await scene.hub.deliveries()).filter(row => row.connector === 'slack' && row.state === 'sending').length
    await scene.hub.restart()
    dead = false
  }
  const until = async (soon: string, later: string) => {
    await scene.hub.at(`2026-11-16T${soon}+09:00`)
    if (dead) await comeBack()
    await scene.hub.at(`2026-11-16T${later}+09:00`)
  }
  aDeployment(scene, { key: 'DEP-1' })
  aDeployment(scene, { key: 'DEP-2', ticket: false })
  await until('10:02', '10:59')
  const { id } = scene.page('2026-W48')
  scene.confluence.edit(id, body => `<p>위 메모</p>${body.replace('<ac:str', '<p>사이 메모</p>$&')}<p>아래 메모</p>`)
  const [issue, ticket] = ['DEP-2', 'OPS-1'].map(key => scene.jira.issues.get(key)!)
  issue!.status = '완료'
  ticket!.fields.customfield_10010 = [people.lee.id, people.park.id]
  await until('11:02', '11:59')
  return { scene, requests, inDoubt }
}

/** Ids that Confluence gives, and the minute of the last look, which a crash puts off. */
const chance = / (ac:)?(local|macro)-id="\d+"|pages\/\d+|pageId=\d+|마지막 갱신: .*? \(Asia\/Seoul\)/g

/** What people see in the end. */
function seenIn({ confluence, slack }: Scene) {
  const pages = [...confluence.pages.values()].filter(page => page.body.includes('dure:'))
  return {
    pages: pages.map(({ title, body, version }) => ({
      title,
      body: body.replace(chance, ''),
      version: version.number,
    })),
    messages: slack.channels[0]!.messages.map(({ text, thread }) => (thread ? '↳ ' : '') + text.replace(chance, '')),
  }
}

const broken = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
const answer = (status: number, headers: Record<string, string> = {}) => new Response('', { status, headers })

const ends: Record<string, Fate> = {
  'before it arrives': ({ when }) => (when === 'before' ? 'the hub ends' : undefined),
  'when it has arrived': ({ when }) => (when === 'after' ? 'the hub ends' : undefined),
}
const mishaps: Record<string, Fate> = {
  'its answer is lost': ({ when }) => (when === 'after' ? broken('ECONNRESET') : undefined),
  'it takes effect and is answered by 502': ({ when }) => (when === 'after' ? answer(502) : undefined),
  'the connection breaks': ({ when }) => (when === 'before' ? broken('ECONNRESET') : undefined),
  'the connection is refused': ({ when }) => (when === 'before' ? broken('ECONNREFUSED') : undefined),
  'it is answered by 503': ({ when }) => (when === 'before' ? answer(503) : undefined),
  'it is answered by 429': ({ when }) => (when === 'before' ? answer(429, { 'retry-after': '7' }) : undefined),
}

/** The pages are the same, and so is what was told; by webhook each message in doubt may have come twice. */
async function judge(
  fate: Fate,
  { slack, ...options }: SceneOptions,
  expected: ReturnType<typeof seenIn>,
  what: string,
) {
  const { scene, inDoubt } = await story({ slack, ...options }, fate)
  const { pages, messages } = seenIn(scene)
  assert.deepEqual(pages, expected.pages, what)
  if (slack === 'bot') return assert.deepEqual(messages, expected.messages, what)
  assert.deepEqual([...new Set(messages)], expected.messages, what)
  assert.ok(messages.length <= expected.messages.length + inDoubt, what)
}

/** One kind is swept request by request; the others differ from it in a few. */
for (const [kind, slack, step] of [
  ['cloud', 'bot', 1],
  ['server', 'webhook', 2],
  ['server', 'bot', 12],
  ['cloud', 'webhook', 12],
] as const)
  describe(`페이지는 맞고 누구나 한 번씩 듣는다 (${kind}, ${slack})`, async () => {
    const { scene, requests } = await story({ kind, slack })
    const expected = seenIn(scene)

    for (const [name, fate] of Object.entries(ends))
      test(`whichever request the hub ends at, ${name}`, async () => {
        for (let number = 1; number <= requests; number += step) {
          const once: Fate = request => (request.number === number ? fate(request) : undefined)
          await judge(once, { kind, slack }, expected, `request ${number}`)
        }
      })

    for (const [name, fate] of Object.entries(mishaps))
      test(`each kind of request meets it once: ${name}`, async () => {
        const met = new Set<string>()
        const once: Fate = request => {
          const what = fate(request)
          const kind = request.method + request.path
          return what && !met.has(kind) && met.add(kind) ? what : undefined
        }
        await judge(once, { kind, slack }, expected, name)
      })
  })
