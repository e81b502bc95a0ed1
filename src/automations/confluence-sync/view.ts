import { bullets, date, link, lozenge, type StorageNode, strong } from '../../connectors/confluence/index.ts'
import { localText } from '../../engine/zone.ts'
import type { EventType } from './event.ts'
import type { KeptEvent } from './history.ts'
import type { Ctx } from './options.ts'
import type { Status } from './status.ts'

type Reader = { options: Pick<Ctx['options'], 'language'>; timeZone: string }

/** What a Live doc says of an event: one item of a list. Of a signal with a score both. */
export function entryOf(event: KeptEvent, { options, timeZone }: Reader, score?: KeptEvent): StorageNode[] {
  const words = wordsOf[options.language]
  const title = event.title ?? event.id
  return [
    bullets([
      [
        date(dayOf(event, timeZone)),
        ' ',
        lozenge(words.kinds[event.type], colours[event.type]),
        ' ',
        event.url ? link(event.url, title) : title,
        ...after(event.actor),
        ...verdict(event.result, event.comment),
        ...(score ? scored(score, words.score) : []),
      ],
    ]),
  ]
}

const scored = ({ score, actor, comment }: KeptEvent, word: string): StorageNode[] => [
  ' → ',
  strong(`${word} ${score}`),
  ...after(actor),
  ...after(comment),
]

const verdict = (result: string | undefined, comment: string | undefined): StorageNode[] => [
  ...(result === undefined ? [] : [' → ', strong(result)]),
  ...after(comment),
]

const after = (text: string | undefined): StorageNode[] => (text === undefined ? [] : [` · ${text}`])

/** On the wall clock of the zone. */
const dayOf = ({ created_at }: KeptEvent, timeZone: string) => localText(created_at, timeZone).slice(0, 10)

/** `2026-11-21 18:00`, as cells say it. */
export const minuteOf = (at: string | Date, timeZone: string) => localText(at, timeZone).slice(0, 16)

export const statusCell = (status: Status): StorageNode[] => [lozenge(...statuses[status])]

const statuses: Record<Status, Parameters<typeof lozenge>> = {
  red: ['Red', 'Red'],
  amber: ['Amber', 'Yellow'],
  green: ['Green', 'Green'],
}

const colours = {
  'activity.created': 'Grey',
  'signal.created': 'Blue',
  'signal.scored': 'Blue',
  'brief.created': 'Yellow',
  'validation.completed': 'Green',
  'pilot.started': 'Green',
} as const satisfies Record<EventType, string>

const wordsOf = {
  ko: {
    score: '점수',
    kinds: {
      'activity.created': '활동',
      'signal.created': '시그널',
      'signal.scored': '시그널 점수',
      'brief.created': '브리프',
      'validation.completed': '검증 완료',
      'pilot.started': '파일럿 시작',
    },
  },
  en: {
    score: 'score',
    kinds: {
      'activity.created': 'Activity',
      'signal.created': 'Signal',
      'signal.scored': 'Signal scored',
      'brief.created': 'Brief',
      'validation.completed': 'Validation',
      'pilot.started': 'Pilot',
    },
  },
} satisfies Record<'ko' | 'en', { score: string; kinds: Record<EventType, string> }>
