import { join } from 'node:path'
import { systemClock } from '../../engine/clock.ts'
import { HubError } from '../../engine/error.ts'
import type { Delivery } from '../../engine/ledger/deliveries.ts'
import type { Run } from '../../engine/ledger/runs.ts'
import { catalogue } from '../../engine/parts.ts'
import { type Plan, plan } from '../../engine/plan.ts'
import { localText } from '../../engine/zone.ts'
import type { Hub } from '../../hub.ts'
import { shown } from '../plan.ts'
import { oneLine, outline, progress, table, tint } from '../print.ts'
import type { Opened } from '../session.ts'
import { type Language, type Words, wordsOf } from '../words.ts'
import type { FarSides } from './far-sides.ts'
import { channelText, pageText, withNames, withoutAddresses } from './reading.ts'
import { changeSomething, week } from './week.ts'

/** The moment at which the recorded server was asked, so that "yesterday 22:00" holds its jobs. */
export const recordedAt = new Date('2026-11-21T16:21:27+09:00')
const anHourLater = new Date(recordedAt.getTime() + 3_600_000)

interface Stage {
  opened: Opened
  hub: Hub
  far: FarSides
  language: Language
  words: Words
  say: (text: string) => void
  /** What others wrote, set off from what the demo says itself. */
  quote: (text: string) => void
}

/** What every step of the story needs. */
export function stageOf(opened: Opened, hub: Hub, far: FarSides, language: Language): Stage {
  const { terminal } = opened
  const say = (text: string) => void terminal.out.write(`${text}\n`)
  const edge = tint(terminal, 'dim', '│')
  const quoted = (text: string) => text.split('\n').map(line => `  ${edge} ${line}`.trimEnd())
  return { opened, hub, far, language, words: wordsOf(language), say, quote: text => say(quoted(text).join('\n')) }
}

/** Backup report, page of a week, and what a change in Jira makes of it. Gives the page's id. */
export async function story(stage: Stage): Promise<string> {
  introduce(stage)
  // Slack takes a message a second, so what goes there begins first.
  const creating = await begun(stage, 'deploy-report/create', {}, recordedAt)
  await backup(stage)
  const page = await create(stage, creating)
  await update(stage, page)
  return page
}

function introduce({ say, words, far, opened }: Stage) {
  const { title, intro, sides, moment } = words.demo
  const { bacula, mail, atlassian, slack } = far.urls
  const addresses = [bacula, mail, atlassian, `${atlassian}/wiki`, slack, opened.config.dataDir]
  const [head, ...rest] = sides.map(([name, note], index) => [
    `  ${name}`,
    addresses[index]!,
    tint(opened.terminal, 'dim', note),
  ])
  say(tint(opened.terminal, 'bold', title))
  say(intro)
  say(table(head!, rest))
  say(moment(localText(recordedAt, opened.config.timeZone).slice(0, 16)))
}

/** What is done next, and the command that does the same anywhere. */
function chapter({ say, opened: { terminal } }: Stage, title: string, command: string) {
  say(`\n${tint(terminal, 'bold', title)}  ${tint(terminal, 'dim', `$ dure ${command}`)}\n`)
}

async function backup(stage: Stage) {
  const { say, quote, words, far } = stage
  chapter(stage, words.demo.backup, 'run backup-report/report --mode production')
  const run = await ended(stage, await begun(stage, 'backup-report/report', { mode: 'production' }, recordedAt))
  quote(shortened(outcomeOf(stage, run), words))
  await delivered(stage, run)
  for (const { to, subject, text, html, attachments } of far.mail.messages) {
    say(`\n  ${words.demo.mail(to.join(', '), oneLine(subject))}`)
    say(`  ${words.demo.size(text.length, html.length, attachments.length)}`)
  }
}

async function create(stage: Stage, creating: number): Promise<string> {
  const { say, quote, words, far } = stage
  chapter(stage, words.demo.create, 'run deploy-report/create')
  const run = await ended(stage, creating)
  quote(outcomeOf(stage, run))
  const page = [...far.confluence.pages.values()].find(({ title }) => title.includes(week))
  if (!page) throw new HubError('not_found', `no page of ${week} was made`)
  say(`\n  ${words.demo.page}`)
  quote(emphasised(pageText(far.confluence, page.id)!, stage))
  say(`\n  ${words.demo.messages}`)
  await delivered(stage, run)
  quote(emphasised(channelText(far.slack), stage))
  return page.id
}

async function update(stage: Stage, page: string) {
  const { say, quote, words, far, opened } = stage
  const command = `deploy-report/update --period ${week}`
  chapter(stage, words.demo.plan, `plan ${command}`)
  const change = changeSomething(far, page, stage.language)
  say(`${table(['  Jira', words.demo.moved(change)], [['  Confluence', words.demo.noted(change)]])}\n`)
  const { task, plans } = await planned(stage, 'deploy-report/update', { period: week }, anHourLater)
  for (const one of plans) quote(shown(readablePlan(one, far), task, opened.terminal, words).trim())

  chapter(stage, words.demo.update, `run ${command}`)
  const { messages } = far.slack.channels[0]!
  const before = messages.length
  const run = await ended(stage, await begun(stage, 'deploy-report/update', { period: week }, anHourLater))
  quote(outcomeOf(stage, run))
  await delivered(stage, run)
  say(`\n  ${words.demo.newMessages(messages[0]!.edits, messages.length - before)}`)
  quote(emphasised(channelText(far.slack, before), stage))
  if (!pageText(far.confluence, page)?.includes(change.note))
    throw new HubError('conflict', `the update has lost the note on page ${page}: this is a fault of Dure`)
  say(`\n${tint(opened.terminal, 'good', `✓ ${words.demo.kept}`)}\n`)
}

/** Commands for another terminal, and what a browser shows. */
export function whatToTry({ words, far, opened }: Stage, page: string): string {
  const { atlassian, slack } = far.urls
  const dure = `bin/dure --config ${join(opened.config.dataDir, 'dure.yaml')}`
  return words.demo.goesOn({
    page: `${atlassian}/wiki/spaces/TEAM/pages/${page}`,
    slack: `${slack}/`,
    commands: [
      `curl -d duedate=2026-11-25 ${atlassian}/browse/OPS-41`,
      `${dure} plan deploy-report/update --period ${week}`,
      `${dure} run deploy-report/update --period ${week}`,
      `${dure} deliveries`,
    ],
  })
}

/** The run's id. One that fails is not tried again. */
async function begun({ hub }: Stage, task: string, input: object, at: Date): Promise<number> {
  const occasion = { key: `demo ${task}`, cause: 'hand', at, maxAttempts: 1 }
  return (await hub.engine.run(task, input, occasion)).id
}

const pollMs = 20
const patienceMs = 30_000

/** Waits until the run is done. */
async function ended({ hub: { store } }: Stage, id: number): Promise<Run> {
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const run = await store.db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    if (run.state === 'done') return run
    const name = `${run.automation}/${run.task} (r${id})`
    if (run.state === 'failed') throw new HubError('unavailable', `${name} failed: ${run.error}`)
    if (waitedMs > patienceMs) throw new HubError('unavailable', `${name} is still ${run.state}: ${run.error ?? ''}`)
    await systemClock.sleep(pollMs)
  }
}

/** Waits until everything that the run has sent is there. */
async function delivered({ hub: { store }, opened, words }: Stage, { id }: Run) {
  let open: Delivery[] = []
  const stop = progress(opened.terminal, () => words.demo.waiting(open.length))
  try {
    for (let waitedMs = 0; ; waitedMs += pollMs) {
      const all = await store.db.selectFrom('delivery').selectAll().where('run_id', '=', id).orderBy('id').execute()
      open = all.filter(({ state }) => state !== 'done')
      const [first] = open
      if (!first) return
      const lost = open.find(({ state }) => state !== 'ready' && state !== 'sending')
      if (lost || waitedMs > patienceMs) throw notDelivered(lost ?? first)
      await systemClock.sleep(pollMs)
    }
  } finally {
    stop()
  }
}

const notDelivered = ({ id, connector, write, state, error }: Delivery) =>
  new HubError('unavailable', `d${id} (${connector}.${write}) is ${state}: ${error ?? 'it did not leave in time'}`)

function outcomeOf({ hub }: Stage, { automation, task, outcome }: Run): string {
  const read = JSON.parse(outcome ?? 'null')
  return catalogue(hub.parts).task(automation, task).task.show?.(read) ?? outline(read)
}

async function planned({ hub }: Stage, name: string, input: object, at: Date) {
  const plans = await plan(hub.parts, name, input, { at, key: 'demo plan', signal: new AbortController().signal })
  const failure = plans.find(one => one.failure)?.failure
  if (failure) throw new HubError('unavailable', `${name} cannot be planned: ${failure}`)
  const [automation = '', task = ''] = name.split('/')
  return { plans, task: catalogue(hub.parts).task(automation, task).task }
}

/** As `dure plan` shows it, but for addresses of the demo, which are long, and with the names of members. */
function readablePlan(whole: Plan, { slack }: FarSides): Plan {
  const readable = <T extends string | undefined>(text: T) =>
    (text === undefined ? text : withNames(withoutAddresses(text), slack.users)) as T
  return {
    ...whole,
    writes: whole.writes.map(write => ({
      ...write,
      summary: readable(write.summary),
      text: readable(write.text),
      before: readable(write.before),
      after: readable(write.after),
    })),
  }
}

/** Headings, and what stands in asterisks in Slack. */
const emphasised = (text: string, { opened: { terminal } }: Stage) =>
  text
    .replace(/^#+ .*/gm, heading => tint(terminal, 'bold', heading))
    .replace(/\*([^*\n]+)\*/g, (_, strong: string) => tint(terminal, 'bold', strong))

/** The beginning, and the last lines with the file in it. */
function shortened(text: string, { moreLines }: Words): string {
  const lines = text.split('\n')
  const [first, last] = [9, 3]
  if (lines.length <= first + last + 1) return text
  return [...lines.slice(0, first), moreLines(lines.length - first - last), ...lines.slice(-last)].join('\n')
}
