import { z } from 'zod'
import { confluence } from '../../connectors/confluence/index.ts'
import type { Context } from '../../engine/automation.ts'
import { isCron } from '../../engine/cron.ts'
import { saying } from '../../engine/settings.ts'
import { eventTypes, PlayId } from './event.ts'

export const uses = { confluence }

/** A page by its id, or by the address at which people read it. */
export const PageId = z
  .union([z.string().trim(), z.int().positive().transform(String)])
  .transform(given => /^https?:\/\/.*(?:\/pages\/(?:edit-v2\/)?|[?&]pageId=)(\d+)/.exec(given)?.[1] ?? given)
  .refine(
    id => /^\d{1,20}$/.test(id),
    saying('should be the id of a page, digits only, or its address', '숫자로 된 페이지 ID나 페이지의 주소여야 합니다'),
  )

const page = (description: string, example: string) => PageId.optional().meta({ description, example })

export const settings = {
  CONFLUENCE_TODO_PAGE_ID: page('Confluence page Project TODO, above the ToDo pages of the Plays', '720932'),
  CONFLUENCE_PLAY_DB_PAGE_ID: page('Confluence page with the table of the Plays', '720899'),
  CONFLUENCE_ACTION_LOG_PAGE_ID: page('Confluence page with the table of what was done', '786433'),
}

const Anchor = z
  .strictObject({
    heading: z.string().min(1).optional(),
    columns: z.array(z.string().min(1)).min(1).optional(),
    number: z.int().min(1).optional(),
  })
  .meta({
    description: 'Which table of the page, where it has several: by a heading above it, columns it has, or its number',
  })

/** What each column is called on the page; by default as the description calls it. */
const columnsOf = <Name extends string>(...names: Name[]) => {
  const shape = Object.fromEntries(names.map(name => [name, z.string().min(1).default(name)]))
  return z
    .strictObject(shape as Record<Name, z.ZodDefault<z.ZodString>>)
    .refine(
      given => new Set(Object.values(given)).size === names.length,
      saying('gives two columns one name', '두 열의 이름이 같습니다'),
    )
    .meta({ description: 'What the columns are called on the page' })
    .prefault({} as never)
}

const heading = z.string().min(1).optional()

const ActionLog = z.strictObject({
  table: Anchor.prefault({}),
  columns: columnsOf('log_id', 'play_id', 'action_type', 'title', 'url', 'actor', 'created_at'),
  at: z.enum(['end', 'start']).default('end').meta({ description: 'Where new rows come' }),
  actions: z
    .strictObject({
      'activity.created': z.string().min(1).default('Activity'),
      'signal.created': z.string().min(1).default('Signal'),
      'brief.created': z.string().min(1).default('Brief'),
    })
    .meta({ description: 'The action_type of each kind of event' })
    .prefault({}),
  roll_over_mb: z.number().min(0.01).max(4.5).default(3.5).meta({
    description: 'From this size on the rows of a month go to a page of their own below; Confluence takes 5 MB',
  }),
})

const PlayDb = z.strictObject({
  table: Anchor.prefault({}),
  columns: columnsOf(
    'play_id',
    'activity_qtd',
    'signal_qtd',
    'brief_qtd',
    's2_qtd',
    's3_qtd',
    'status',
    'last_updated',
  ),
  todo: z.string().min(1).optional().meta({
    description: 'Column that links to the ToDo page; without one the link is added below the table',
  }),
})

const types = z
  .array(z.enum(eventTypes))
  .min(1)
  .refine(
    given => new Set(given).size === given.length,
    saying('names one kind of event twice', '같은 종류의 이벤트를 두 번 적었습니다'),
  )

export const countNames = ['activity_qtd', 'signal_qtd', 'brief_qtd', 's2_qtd', 's3_qtd'] as const
export type CountName = (typeof countNames)[number]

/** Which events each count of the Play DB is of. */
const Counts = z
  .strictObject({
    activity_qtd: types.default(['activity.created']),
    signal_qtd: types.default(['signal.created']),
    brief_qtd: types.default(['brief.created']),
    s2_qtd: types.default(['validation.completed']),
    s3_qtd: types.default(['pilot.started']),
  })
  .prefault({})

const Bound = z.union([
  z.int().min(0).meta({ description: 'At least so many' }),
  z.strictObject({ below: z.int().min(1) }),
])
const StatusRule = z.strictObject({
  is: z.enum(['red', 'amber', 'green']),
  when: z
    .strictObject({
      activity: Bound.optional(),
      signal: Bound.optional(),
      brief: Bound.optional(),
      s2: Bound.optional(),
      s3: Bound.optional(),
      verdict: z.array(z.string().min(1)).min(1).optional().meta({
        description: 'The result of the latest validation is one of these; upper and lower case are alike',
      }),
    })
    .optional()
    .meta({ description: 'All of it must hold; without it the rule always does' }),
})

/** The section `confluence-sync` of dure.yaml; names are those of the description. */
export const Options = z.strictObject({
  language: z.enum(['ko', 'en']).default('ko').meta({ description: 'Of what is written on pages' }),
  live_docs: z.record(PlayId, PageId).default({}).meta({ description: 'The Live doc of each Play' }),
  play_todo_pages: z.record(PlayId, PageId).default({}).meta({ description: 'ToDo pages that are there already' }),
  live_heading: heading.meta({ description: 'Heading of a Live doc under which entries come; default: at its end' }),
  todo_heading: heading.meta({ description: 'Heading of Project TODO and of the Play DB under which links come' }),
  action_log: ActionLog.prefault({}),
  play_db: PlayDb.prefault({}),
  counts: Counts,
  status: z
    .array(StatusRule)
    .min(1)
    .refine(
      rules => rules.slice(0, -1).every(({ when }) => when !== undefined),
      saying(
        'has rules behind one without "when", which always holds: they would never be asked',
        '"when"이 없는 규칙은 늘 맞으므로 그 뒤의 규칙은 쓰이지 않습니다. 마지막에 두십시오',
      ),
    )
    .default([
      { is: 'red', when: { verdict: ['no_go', 'no-go', 'fail'] } },
      { is: 'green', when: { signal: 1, s2: 1 } },
      { is: 'amber', when: { activity: 1 } },
      { is: 'red' },
    ])
    .meta({ description: 'The first rule that holds gives the status' }),
  sync_schedule: z
    .string()
    .refine(
      isCron,
      saying('should be a cron of five fields, such as 0 18 * * 5', '0 18 * * 5처럼 다섯 칸으로 된 cron이어야 합니다'),
    )
    .default('0 18 * * 5')
    .meta({ description: 'When the weekly batch runs: a cron in the zone of the hub', atStart: true }),
  retry_hours: z
    .number()
    .min(0.1)
    .max(30 * 24)
    .default(72)
    .meta({ description: 'So long what could not be written is tried again before a person has to look' }),
  keep_days: z.int().min(400).max(4000).default(400).meta({ description: 'How long events are kept' }),
})
export type Options = z.output<typeof Options>
export type StatusRule = z.output<typeof StatusRule>

/** What the tasks of this automation see. */
export type Ctx = Context<typeof uses, typeof settings, Options>

/** How long what is sent is tried. */
export const patience = ({ options }: Pick<Ctx, 'options'>) => ({ giveUpAfterMs: options.retry_hours * 3_600_000 })
