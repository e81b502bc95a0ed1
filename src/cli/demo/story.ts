import { join } from 'node:path'
import { HubError } from '../../engine/error.ts'
import type { Run } from '../../engine/ledger/runs.ts'
import { catalogue } from '../../engine/parts.ts'
import { type Plan, plan } from '../../engine/plan.ts'
import { localText } from '../../engine/zone.ts'
import { shown } from '../plan.ts'
import { oneLine, outline, table, tint } from '../print.ts'
import type { Words } from '../words.ts'
import type { FarSides } from './far-sides.ts'
import { posted, requestsToTry, tellLogs } from './log-story.ts'
import { logged } from './logs.ts'
import { channelText, pageText, withNames, withoutAddresses } from './reading.ts'
import { begun, chapter, delivered, emphasised, ended, recordedAt, type Stage } from './stage.ts'
import { eventsToTry, reported, tellEvents } from './sync-story.ts'
import { changeSomething, week } from './week.ts'

const anHourLater = new Date(recordedAt.getTime() + 3_600_000)

/** Backup report, page of a week, what a change in Jira makes of it, a work log, and events. Gives the id of the week's page. */
export async function story(stage: Stage): Promise<string> {
  introduce(stage)
  // Slack takes a message a second and Notion three requests, so what goes there begins first.
  const [page, exchanges, events] = await Promise.all([tellReports(stage), posted(stage), reported(stage)])
  await tellLogs(stage, exchanges)
  await tellEvents(stage, events)
  return page
}

async function tellReports(stage: Stage): Promise<string> {
  const creating = await begun(stage, 'deploy-report/create', {}, recordedAt)
  await backup(stage)
  const page = await create(stage, creating)
  await update(stage, page)
  return page
}

function introduce({ say, words, far, agent, opened }: Stage) {
  const { title, intro, sides, moment } = words.demo
  const { bacula, mail, atlassian, slack, notion, model } = far.urls
  const wiki = `${atlassian}/wiki`
  const addresses = [bacula, mail, atlassian, wiki, slack, notion, model, agent.url, opened.config.dataDir]
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

async function backup(stage: Stage) {
  const { say, quote, words, far } = stage
  chapter(stage, words.demo.backup, '$ dure run backup-report/report --mode production')
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
  chapter(stage, words.demo.create, '$ dure run deploy-report/create')
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
  chapter(stage, words.demo.plan, `$ dure plan ${command}`)
  const change = changeSomething(far, page, stage.language)
  say(`${table(['  Jira', words.demo.moved(change)], [['  Confluence', words.demo.noted(change)]])}\n`)
  const { task, plans } = await planned(stage, 'deploy-report/update', { period: week }, anHourLater)
  for (const one of plans) quote(shown(readablePlan(one, far), task, opened.terminal, words).trim())

  chapter(stage, words.demo.update, `$ dure run ${command}`)
  const { messages } = far.slack.channels[0]!
  const before = messages.length
  const run = await ended(stage, await begun(stage, 'deploy-report/update', { period: week }, anHourLater))
  quote(outcomeOf(stage, run))
  await delivered(stage, run)
  say(`\n  ${words.demo.newMessages(messages[0]!.edits, messages.length - before)}`)
  quote(emphasised(channelText(far.slack, before), stage))
  if (!pageText(far.confluence, page)?.includes(change.note))
    throw new HubError('conflict', `the update has lost the note on page ${page}: this is a fault of Dure`)
  say(`\n${tint(opened.terminal, 'good', `✓ ${words.demo.kept}`)}`)
}

/** Commands for another terminal, and what a browser shows. */
export function whatToTry(stage: Stage, page: string): string {
  const { words, far, agent, opened } = stage
  const { atlassian, slack, notion } = far.urls
  const dure = `bin/dure --config ${join(opened.config.dataDir, 'dure.yaml')}`
  return words.demo.goesOn({
    page: `${atlassian}/wiki/spaces/TEAM/pages/${page}`,
    live: `${atlassian}/wiki/spaces/PLAY/pages/${far.pages.live}`,
    plays: `${atlassian}/wiki/spaces/PLAY/pages/${far.pages.playDb}`,
    slack: `${slack}/`,
    notion: `${notion}/`,
    docs: `${agent.url}/docs`,
    changes: [
      `curl -d duedate=2026-11-25 ${atlassian}/browse/OPS-41`,
      `${dure} plan deploy-report/update --period ${week}`,
      `${dure} run deploy-report/update --period ${week}`,
    ],
    events: eventsToTry(stage, dure),
    logs: [
      ...requestsToTry(stage),
      `${dure} run work-log/weekly --week ${logged.week}`,
      `${dure} log`,
      `${dure} settings set work-log.profile.name '${words.demo.author}'`,
      `${dure} resume`,
      `${dure} deliveries`,
    ],
  })
}

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

/** The beginning, and the last lines with the file in it. */
function shortened(text: string, { moreLines }: Words): string {
  const lines = text.split('\n')
  const [first, last] = [9, 3]
  if (lines.length <= first + last + 1) return text
  return [...lines.slice(0, first), moreLines(lines.length - first - last), ...lines.slice(-last)].join('\n')
}
