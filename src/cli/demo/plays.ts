import type { ConfluenceFake } from '../../connectors/confluence/fake.ts'
import { storageOf } from '../../connectors/confluence/index.ts'
import { writeStorage } from '../../connectors/confluence/storage/write.ts'
import type { Language } from '../words.ts'
import { people } from './people.ts'

/** The Play that the events are of. */
export const play = 'EXT_Desk_D01'

const space = 'PLAY'
const headings = { ko: { log: '로그', notes: '메모', goal: '목표' }, en: { log: 'Log', notes: 'Notes', goal: 'Goal' } }
const owner = { ko: '담당', en: 'Owner' }
const { kim, choi } = people

/** The sections of a Live doc: where entries come, and where people write. */
export const headingsOf = (language: Language) => headings[language]

/** Makes the pages of a team with three Plays, none of them with an event yet. Gives their ids. */
export function layOut(confluence: ConfluenceFake, language: Language) {
  const { log, notes, goal } = headings[language]
  const page = (title: string, markdown: string) =>
    confluence.addPage({ space, title, body: writeStorage(storageOf(markdown)) }).id
  const intro = { ko: '이번 분기의 Play와 할 일', en: 'The Plays of this quarter, and what to do' }[language]
  const demos = { ko: '분기 안에 데모 5건', en: '5 demos this quarter' }[language]
  const counts = ['activity_qtd', 'signal_qtd', 'brief_qtd', 's2_qtd', 's3_qtd']
  const rows = [
    [play, kim],
    ['EXT_Desk_D02', choi],
    ['KT_Sales_S01', choi],
  ] as const
  return {
    todo: page('Project TODO', intro),
    playDb: page(
      'Play DB',
      tableOf(
        ['play_id', owner[language], ...counts, 'status', 'last_updated'],
        rows.map(([name, person]) => [name, person[language], ...counts.map(() => '0'), '', '']),
      ),
    ),
    actionLog: page(
      'Action Log',
      tableOf(['log_id', 'play_id', 'action_type', 'title', 'url', 'actor', 'created_at'], []),
    ),
    live: page(`${play} Live doc`, `## ${log}\n\n## ${notes}\n\n## ${goal}\n\n${demos}`),
  }
}

const tableOf = (columns: string[], rows: string[][]) =>
  [columns, columns.map(() => '-'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')

interface Told {
  title?: string
  actor: string
  [more: string]: unknown
}

/** What a team's tool sends to POST /events, in this order. The first one is sent twice. */
export function eventsOf(language: Language) {
  const t = (ko: string, en: string) => ({ ko, en })[language]
  const event = (id: string, type: string, at: string, more: Told) => ({
    id,
    type,
    play_id: play,
    ...more,
    created_at: `2026-11-${at}:00+09:00`,
  })
  return [
    event('signal-412', 'signal.created', '19T10:05', {
      title: t('세미나 참석 기업 3곳이 데모를 요청', '3 companies of the seminar ask for a demo'),
      url: 'https://example.com/signals/412',
      actor: kim[language],
    }),
    event('score-87', 'signal.scored', '19T11:30', {
      signal_id: 'signal-412',
      score: 82,
      actor: choi[language],
      comment: t('예산이 확보된 고객', 'the budget is there'),
    }),
    event('brief-31', 'brief.created', '20T09:40', {
      title: t('데모 제안 브리프', 'Brief for the demos'),
      url: 'https://example.com/briefs/31',
      actor: kim[language],
    }),
    event('validation-9', 'validation.completed', '20T16:20', {
      title: t('데모 3건 검증', 'The 3 demos, validated'),
      result: 'go',
      actor: choi[language],
    }),
  ]
}

/** What somebody writes in the notes between Dure's reading and its saving. */
export const remarkIn = (language: Language) =>
  ({
    ko: `데모는 화요일 오후 3시로 잡았습니다. — ${choi.ko}`,
    en: `The demos are on Tuesday at 3 pm. — ${choi.en}`,
  })[language]

/** The Live doc with it. */
export const remarked = (body: string, language: Language) =>
  body.replace(`${headings[language].notes}</h2>`, heading => `${heading}<p>${remarkIn(language)}</p>`)

/** What an agent would add to the notes. */
export const agendaIn = (language: Language) =>
  ({ ko: '- [ ] 화요일 데모 자료 준비', en: '- [ ] Slides for the demos on Tuesday' })[language]
