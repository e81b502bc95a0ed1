import { z } from 'zod'
import { keyOf } from '../../connectors/confluence/index.ts'

/** What becomes of each kind of event: a row of the Action Log, an entry of the Play's Live doc, its row in the Play DB. */
export const handling = {
  'activity.created': ['log', 'live'],
  'signal.created': ['log', 'live'],
  'signal.scored': ['live'],
  'brief.created': ['log', 'live', 'play'],
  'validation.completed': ['live', 'play'],
  'pilot.started': ['live', 'play'],
} as const satisfies Record<string, readonly Effect[]>

export const effects = ['log', 'live', 'play'] as const
export type Effect = (typeof effects)[number]
export type EventType = keyof typeof handling
export const eventTypes = Object.keys(handling) as [EventType, ...EventType[]]
export const doesWith = (type: EventType): readonly Effect[] => handling[type]

/** Something that has happened in a Play. Optional members are of some kinds of events only: see `Event`. */
export interface Event {
  id: string
  type: EventType
  play_id: string
  title?: string
  url?: string
  actor?: string
  /** ISO 8601. */
  created_at?: string
  /** Of a score: the signal that it is about. */
  signal_id?: string
  score?: number
  /** Of a validation: its verdict, such as `go`. */
  result?: string
  comment?: string
}

const said = (ko: string, en: string, example?: unknown) => ({
  description: ko,
  'x-en': en,
  ...(example !== undefined && { example }),
})

/** One line: what people read of it stands in a cell. */
const line = (most: number, ko: string, en: string, example?: string) =>
  z
    .string()
    .transform(text => text.replace(/[\s\p{Cc}]+/gu, ' ').trim())
    .pipe(z.string().min(1).max(most))
    .meta(said(ko, en, example))

/** What things are found again by, as tables compare their keys. */
const name = (most: number, ko: string, en: string, example: string) =>
  z
    .string()
    .transform(text => keyOf(text.replace(/\p{Cc}+/gu, ' ')))
    .pipe(z.string().min(1).max(most))
    .meta(said(ko, en, example))

export const PlayId = name(
  100,
  '어느 Play의 일인지, Play DB에 적힌 대로',
  'Which Play, as in the Play DB',
  'EXT_Desk_D01',
)

const fields = {
  id: name(
    150,
    '이벤트마다 다른 ID. 같은 ID는 같은 이벤트이므로, 답을 받을 때까지 다시 보내도 한 번만 기록된다',
    'Unique. The same id again is the same event, written once: send it again until it is answered',
    'signal-2026-0412',
  ),
  type: z.enum(eventTypes).meta(said('무슨 일인지', 'What has happened', 'signal.created')),
  play_id: PlayId,
  title: line(300, '사람들이 읽을 제목', 'What people read of it', '세미나 참석 기업 3곳이 데모를 요청'),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .meta(said('자세한 내용이 있는 주소', 'Where more of it stands', 'https://example.com/signals/412')),
  actor: line(100, '누가 했는지', 'Whose doing it is', '김하늘'),
  created_at: z.iso
    .datetime({ offset: true })
    .meta(said('언제 있었는지. 없으면 받은 때', 'When it was; else when it arrives', '2026-11-20T14:30:00+09:00')),
  signal_id: name(
    150,
    'signal.scored: 점수를 받은 signal.created의 id',
    'Of signal.scored: the id of the signal.created that it is about',
    'signal-2026-0412',
  ),
  score: z.number().meta(said('signal.scored: 점수', 'Of signal.scored', 82)),
  result: line(
    100,
    'validation.completed: 판정. status 규칙이 이것을 볼 수 있다',
    'Of validation.completed: the verdict, which the rules for the status may ask for',
    'go',
  ),
  comment: line(
    1000,
    'signal.scored와 validation.completed: 까닭',
    'Of signal.scored and validation.completed: why',
    '예산이 확보된 고객',
  ),
}

const { id, type, play_id, title, url, actor, created_at, signal_id, score, result, comment } = fields
const told = { id, play_id, title, url: url.optional(), actor: actor.optional(), created_at: created_at.optional() }

/** What each kind of event has to say. */
const schemas: Record<EventType, z.ZodObject> = {
  'activity.created': z.strictObject(told),
  'signal.created': z.strictObject(told),
  'signal.scored': z.strictObject({
    ...told,
    title: title.optional(),
    signal_id,
    score,
    comment: comment.optional(),
  }),
  'brief.created': z.strictObject({ ...told, signal_id: signal_id.optional() }),
  'validation.completed': z.strictObject({ ...told, result: result.optional(), comment: comment.optional() }),
  'pilot.started': z.strictObject(told),
}

/**
 * One shape for all kinds, as forms, flags and agents can draw it; what arrives is then held against the schema of its
 * own kind.
 */
export const Event = z
  .strictObject({
    ...told,
    type,
    title: title.optional(),
    signal_id: signal_id.optional(),
    score: score.optional(),
    result: result.optional(),
    comment: comment.optional(),
  })
  .meta({
    examples: [
      {
        id: 'signal-2026-0412',
        type: 'signal.created',
        play_id: 'EXT_Desk_D01',
        title: '세미나 참석 기업 3곳이 데모를 요청',
        url: 'https://example.com/signals/412',
        actor: '김하늘',
      },
      {
        id: 'score-2026-0088',
        type: 'signal.scored',
        play_id: 'EXT_Desk_D01',
        signal_id: 'signal-2026-0412',
        score: 82,
      },
    ],
  })
  .transform((event, context): Event => {
    const { type, ...rest } = event
    const checked = schemas[type].safeParse(rest)
    if (checked.success) return { type, ...(checked.data as Omit<Event, 'type'>) }
    for (const issue of checked.error.issues) {
      if (issue.code !== 'unrecognized_keys') context.addIssue({ ...issue, input: undefined } as never)
      else for (const key of issue.keys) context.addIssue(notOf(type, key))
    }
    return z.NEVER
  })

/** A member that other kinds have. */
function notOf(type: EventType, key: string): z.core.$ZodRawIssue<z.core.$ZodIssueCustom> {
  const members = ['type', ...Object.keys(schemas[type].shape)].join(', ')
  return {
    code: 'custom',
    input: undefined,
    path: [key],
    message: `is not said of ${type}; that takes ${members}`,
    params: { ko: `${type}에는 쓰지 않는 항목입니다. 쓸 수 있는 항목: ${members}` },
  }
}
