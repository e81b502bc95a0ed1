import type { Ended, Shell } from '../../engine/command.ts'
import { HubError } from '../../engine/error.ts'
import { type Effect, Event } from './event.ts'
import type { EventFlags, ToDoFlags } from './flags.ts'
import type { Recorded } from './record.ts'
import type { Settled } from './settled.ts'
import type { AskedToDo } from './todo.ts'

/** `dure event`: stores events, all or none, and waits a while for their pages. What was stored stays so, whatever comes after it. */
export async function sendEvents(shell: Shell, flags: EventFlags): Promise<void> {
  const words = wordsOf[shell.language]
  if (flags.file !== undefined && flags.type !== undefined) throw new HubError('invalid', words.both)
  const events = flags.file === undefined ? [eventIn(flags, shell)] : eventsIn(await shell.read(flags.file), shell)
  if (events.length === 0) throw new HubError('invalid', words.none)
  for (const [index, event] of events.entries()) assertWhole(event, index, flags, shell)
  const recorded: Recorded[] = []
  for (let from = 0; from < events.length; from += mostAtOnce)
    recorded.push(...(await shell.answer('record-all', { events: events.slice(from, from + mostAtOnce) })))
  tellRecorded(shell, recorded)
  const ids = recorded.filter(({ writes }) => writes.length > 0).map(({ id }) => id)
  if (ids.length > 0) await tellSettled(shell, ids)
}

/** As many as one run takes. */
const mostAtOnce = 500
/** As many as a person reads one by one. */
const mostNamed = 20

function tellRecorded(shell: Shell, recorded: readonly Recorded[]) {
  const words = wordsOf[shell.language]
  if (recorded.length > mostNamed) shell.say(words.recordedAll(recorded))
  else for (const one of recorded) shell.say(words.recorded(one))
  const unset = Map.groupBy(
    recorded.flatMap(({ id, unset }) => unset.map(effect => ({ id, effect }))),
    ({ effect }) => effect,
  )
  for (const [effect, events] of unset) shell.note(words.unset(effect, events.length))
}

async function tellSettled(shell: Shell, ids: readonly string[]) {
  const words = wordsOf[shell.language]
  shell.note(words.waiting)
  const { done, open, failed } = ((await shell.task('settled', { ids })) as Ended<Settled>).outcome
  if (done > 0) shell.note(words.settled(done))
  if (open.length > 0) shell.note(words.later(open))
  if (failed.length > 0) throw new HubError('invalid', words.failed(failed))
}

/** `dure todo`: makes a Play's ToDo page, or finds it, and links it. */
export async function makeToDo(shell: Shell, { play, file }: ToDoFlags): Promise<void> {
  const words = wordsOf[shell.language]
  if (play === undefined) throw new HubError('invalid', words.whichPlay)
  const body_md = file === undefined ? undefined : await shell.read(file)
  const { page_id: page, delivery } = (await shell.answer('todo', { play_id: play, body_md })) as AskedToDo
  const linked = await shell.task('link-todo', { play_id: play, body_md: delivery && body_md, delivery, page })
  for (const { state, error, held } of linked.deliveries)
    if (state !== 'done') shell.note(words.unlinked(error ?? held ?? state))
  if (page !== undefined) shell.note(body_md === undefined ? words.there : words.thereAsItWas)
  shell.say(linked.outcome.url)
}

function eventIn({ type, play, at, signal, file: _, id, ...rest }: EventFlags, shell: Shell) {
  if (type === undefined) throw new HubError('invalid', wordsOf[shell.language].whichType)
  const event = { id: id ?? shell.newId(), type, play_id: play, created_at: at, signal_id: signal, ...rest }
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined))
}

/** Before any of them is sent: of a file that is wrong nothing is. */
function assertWhole(event: unknown, index: number, { file }: EventFlags, shell: Shell) {
  const { error } = Event.safeParse(event)
  if (!error) return
  const words = wordsOf[shell.language]
  const problems = error.issues.map(issue => {
    const { path, code } = issue
    const field = path.join('.')
    const message =
      issue.code === 'custom' && shell.language === 'ko' ? (issue.params?.ko ?? issue.message) : issue.message
    const isMissing = code === 'invalid_type' && !Object.hasOwn(Object(event), field)
    const place = field && (file === undefined ? `--${flagOf[field] ?? field}: ` : `${field}: `)
    return `- ${place}${isMissing ? words.missing : message}`
  })
  throw new HubError('invalid', [file === undefined ? words.unfit : words.unfitAt(index + 1), ...problems].join('\n'))
}

/** Flags that are called otherwise than the members of an event. */
const flagOf: Record<string, string> = { play_id: 'play', created_at: 'at', signal_id: 'signal' }

/** One event, a list of them, or one in each line. */
function eventsIn(text: string, shell: Shell): unknown[] {
  const whole = jsonIn(text)
  if (!whole.error) return [whole.value].flat()
  const lines = text.split('\n').flatMap((line, index) => (line.trim() ? [{ number: index + 1, ...jsonIn(line) }] : []))
  // Where the first line is whole by itself it is one event a line.
  const isByLine = lines.length > 1 && !lines[0]!.error
  const wrong = isByLine ? lines.find(({ error }) => error) : undefined
  const words = wordsOf[shell.language]
  if (wrong) throw new HubError('invalid', words.notJson(wrong.number, wrong.error!))
  if (!isByLine) throw new HubError('invalid', words.notJson(lineOf(whole.error, text), whole.error))
  return lines.map(({ value }) => value)
}

type Json = { value: unknown; error?: undefined } | { value?: undefined; error: string }

function jsonIn(text: string): Json {
  try {
    return { value: text.trim() ? JSON.parse(text) : [] }
  } catch (error) {
    return { error: (error as Error).message.replace(/\s+/g, ' ') }
  }
}

/** Where the parser stopped, if it says so. */
function lineOf(error: string, text: string): number | undefined {
  const [, position] = /position (\d+)/.exec(error) ?? []
  return position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length
}

const places = { log: 'Action Log', live: 'Live doc', play: 'Play DB' } satisfies Record<Effect, string>
const named = (effects: readonly Effect[]) => effects.map(effect => places[effect]).join(', ')

type Waiting = Settled['open'][number]
const listed = (events: readonly Waiting[]) => {
  const lines = events.slice(0, mostNamed).map(({ id, why }) => `- ${id}${why === undefined ? '' : `: ${why}`}`)
  return [...lines, ...(events.length > mostNamed ? [`- … (${events.length})`] : [])].join('\n')
}

const wordsOf = {
  ko: {
    none: '파일에 이벤트가 없습니다.',
    waiting: '페이지에 기록되는지 봅니다 …',
    there: '이미 있던 페이지입니다.',
    thereAsItWas: '이미 있던 페이지라 파일의 글은 쓰지 않았습니다.',
    notJson: (line: number | undefined, why: string) =>
      `${line === undefined ? '파일이' : `${line}번째 줄부터`} JSON이 아닙니다(${why}). 이벤트 하나, 목록, 또는 한 줄에 이벤트 하나를 쓰십시오.`,
    settled: (count: number) => `이벤트 ${count}개가 페이지에 기록되어 있습니다.`,
    later: (open: readonly Waiting[]) =>
      `아직 기록하지 못했고, 허브('dure start')가 되는 대로 기록합니다:\n${listed(open)}`,
    failed: (failed: readonly Waiting[]) =>
      `기록하지 못했습니다:\n${listed(failed)}\n고친 뒤 'dure run confluence-sync/retell'로 다시 기록하십시오.`,
    recordedAll: (all: readonly Recorded[]) =>
      `이벤트 ${all.length}개를 받았습니다. 그 가운데 ${all.filter(({ known }) => known).length}개는 전에 받은 것입니다.`,
    both: '이벤트를 명령에 쓰거나 --file로 주십시오. 둘 다는 안 됩니다.',
    unlinked: (why: string) => `아직 링크하지 못했습니다: ${why}`,
    whichPlay: "어느 Play인지 쓰십시오: 'dure todo EXT_Desk_D01'.",
    whichType: "무슨 일인지 쓰십시오: 'dure event signal.created --play EXT_Desk_D01 --title …'. 파일이면 --file.",
    unfit: '이벤트에 고칠 것이 있습니다.',
    missing: '필요합니다',
    unfitAt: (number: number) => `${number}번째 이벤트에 고칠 것이 있어 아무것도 보내지 않았습니다.`,
    recorded: ({ id, known, again, writes }: Recorded) =>
      known
        ? `${id}: 전에 받은 이벤트입니다. ${again ? '기록하지 못한 곳에 다시 기록합니다.' : '다시 기록하지 않습니다.'}`
        : `${id}: 받았습니다. 기록할 곳: ${named(writes) || '없음'}.`,
    unset: (effect: Effect, count: number) =>
      `페이지가 설정되지 않아 ${places[effect]}에는 기록하지 않습니다(이벤트 ${count}개).`,
  },
  en: {
    none: 'There is no event in the file.',
    waiting: 'Waiting for the pages …',
    there: 'The page was there already.',
    thereAsItWas: 'The page was there already; the text of the file was not written.',
    notJson: (line: number | undefined, why: string) =>
      `${line === undefined ? 'This' : `From line ${line} on this`} is no JSON (${why}). Give an event, a list of them, or one event a line.`,
    settled: (count: number) => `${count} ${count === 1 ? 'event stands' : 'events stand'} on the pages.`,
    later: (open: readonly Waiting[]) =>
      `Not written yet; the hub ('dure start') writes it as soon as it can:\n${listed(open)}`,
    failed: (failed: readonly Waiting[]) =>
      `Not written:\n${listed(failed)}\nMend it, then 'dure run confluence-sync/retell'.`,
    recordedAll: (all: readonly Recorded[]) =>
      `${all.length} events accepted, ${all.filter(({ known }) => known).length} of them known already.`,
    both: 'Give one event by flags, or events by --file, not both.',
    unlinked: (why: string) => `Not linked yet: ${why}`,
    whichPlay: "Say which Play: 'dure todo EXT_Desk_D01'.",
    whichType: "Say what has happened: 'dure event signal.created --play EXT_Desk_D01 --title …', or give a --file.",
    unfit: 'The event is not right yet.',
    missing: 'is needed',
    unfitAt: (number: number) => `Event ${number} is not right yet; nothing was sent.`,
    recorded: ({ id, known, again, writes }: Recorded) =>
      known
        ? `${id}: known already, ${again ? 'what could not be written is tried anew' : 'not written again'}.`
        : `${id}: accepted for ${named(writes) || 'no page'}.`,
    unset: (effect: Effect, count: number) =>
      `Not written to the ${places[effect]}, for no page is set (${count} ${count === 1 ? 'event' : 'events'}).`,
  },
}
