import { z } from 'zod'
import { eventTypes } from './event.ts'

const text = (ko: string, en: string) => z.string().trim().min(1).optional().meta({ description: ko, 'x-en': en })

/** Of `dure event`. */
export const EventFlags = z.strictObject({
  type: z
    .enum(eventTypes)
    .optional()
    .meta({
      description: `무슨 일인지: ${eventTypes.join(', ')}`,
      'x-en': `what has happened: ${eventTypes.join(', ')}`,
    }),
  play: text('어느 Play의 일인지', 'which Play it is about'),
  title: text('제목', 'what people read of it'),
  url: text('자세한 내용이 있는 주소', 'where more of it stands'),
  actor: text('누가 했는지', 'whose doing it is'),
  at: text('언제인지: 2026-11-20T14:30:00+09:00. 없으면 지금입니다', 'when: 2026-11-20T14:30:00+09:00; default: now'),
  id: text(
    '이벤트의 ID. 같은 ID로 다시 보내면 한 번만 기록됩니다. 없으면 새로 만듭니다',
    'of the event; the same one again is written once; default: a new one',
  ),
  signal: text('signal.scored: 점수를 받은 시그널의 ID', 'of signal.scored: the id of its signal'),
  score: z.number().optional().meta({ description: 'signal.scored: 점수', 'x-en': 'of signal.scored' }),
  result: text('validation.completed: 판정', 'of validation.completed: the verdict'),
  comment: text('덧붙일 말', 'why'),
  file: text(
    'JSON 파일의 이벤트를 모두 보냅니다: 하나, 목록, 또는 한 줄에 하나. -는 표준 입력입니다',
    'sends what is in a JSON file: an event, a list, or one a line; - is standard input',
  ),
})
export type EventFlags = z.output<typeof EventFlags>

/** Of `dure todo`. */
export const ToDoFlags = z.strictObject({
  play: text('어느 Play인지', 'which Play'),
  file: text(
    '페이지의 첫 글이 될 Markdown 파일. -는 표준 입력입니다',
    'Markdown file with its first text; - is standard input',
  ),
})
export type ToDoFlags = z.output<typeof ToDoFlags>
