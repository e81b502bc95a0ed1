import { z } from 'zod'
import type { EditedPage, PageChanged } from '../../../connectors/confluence/index.ts'
import type { Tool, Waited } from '../../../engine/automation.ts'
import { type Ctx, patience } from '../options.ts'

type Writes = 'createPage' | 'changePage' | 'rewritePage'
type Asked = Parameters<Ctx['confluence']['trial']>[0]

/** What a call of a writing tool leaves behind: a delivery, and the page that it is for, where that is there already. */
interface Queued {
  delivery: string
  title: string
  page_id?: string
  url?: string
}

/** Unique for each call, and the same for a call that is repeated under its idempotency_key. */
export const keyFor = (ctx: Pick<Ctx, 'run'>, task: string) => `confluence-sync/${task}/${ctx.run.key}`

/** Refuses what Confluence would refuse now, and queues the rest: an agent's mistake is then no failed delivery. */
export async function queued(ctx: Ctx, asked: Asked, key: string): Promise<Queued> {
  const { id, title, url } = await ctx.confluence.trial(asked)
  const [entry] = Object.entries(asked)
  const [write, payload] = entry as [Writes, never]
  ctx.send('confluence', write, payload, key, patience(ctx))
  // A page that is not made yet has neither an id nor an address.
  return { delivery: key, title, ...(write !== 'createPage' && { page_id: id, url }) }
}

const Written = z.object({
  status: z.enum(['done', 'accepted']).meta({
    description:
      '`done`: it stands in Confluence. `accepted`: it is stored and will be written as soon as Confluence takes it',
  }),
  page_id: z.string().optional(),
  title: z.string().optional(),
  url: z.string().optional().meta({ description: 'Where people read it' }),
  version: z.int().optional().meta({ description: 'Of the page after the write' }),
  outcome: z
    .enum(['created', 'updated', 'appended', 'inserted', 'unchanged', 'exists'])
    .optional()
    .meta({ description: '`unchanged` and `exists`: nothing had to be written, and nothing was' }),
  note: z.string().optional(),
})

/** How each writing tool waits for its delivery and answers. */
export const answersFor = (write: Writes) =>
  ({
    output: Written,
    waitFor: ({ delivery }) => ({ connector: 'confluence', write, key: delivery }),
    waitMs: 20_000,
    reply: (page, waited) => replyTo(page, waited, write),
  }) satisfies Partial<Tool<Queued>>

function replyTo({ delivery: _, ...page }: Queued, waited: Waited | undefined, write: Writes) {
  if (waited?.state === 'done') return { status: 200, body: doneWith(waited.result, write) }
  if (waited?.state === 'failed') return { status: 409, body: { detail: `${waited.error} ${afterRefusal}`, ...page } }
  return { status: 202, body: { status: 'accepted', ...page, note: whenAccepted } }
}

const afterRefusal =
  'It was not written. Read the page again with get_page or db_query, and call again with what fits it, under a new idempotency_key: the old one is answered like this for good.'

const whenAccepted =
  'Confluence has not taken it yet. It is stored and will be written by itself: do not send it again, unless under the same idempotency_key, which then tells what became of it.'

function doneWith(result: EditedPage | PageChanged, write: Writes): z.output<typeof Written> {
  const { id, title, url, version } = result
  const outcome = outcomeOf(result, write)
  const note = outcome === 'exists' || outcome === 'unchanged' ? notesOf(write)[outcome] : undefined
  return { status: 'done', page_id: id, title, url, version, outcome, ...(note && { note }) }
}

type Outcome = NonNullable<z.output<typeof Written>['outcome']>

function outcomeOf(result: EditedPage | PageChanged, write: Writes): Outcome {
  // Of the outcomes of changes, those of the changes that the tools make.
  if ('outcome' in result) return result.outcome as Outcome
  if (write === 'createPage') return result.changed ? 'created' : 'exists'
  return result.changed ? 'updated' : 'unchanged'
}

const notesOf = (write: Writes) => ({
  exists:
    write === 'createPage'
      ? 'This very call has made the page before, and what it says by now was left as it is. Change it with update_page.'
      : 'There is a row with this key already, and it was left as it is. Change it with db_upsert_row.',
  unchanged: 'The page says so already: no new version was made.',
})
