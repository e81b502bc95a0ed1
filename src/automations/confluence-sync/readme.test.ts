import { deepEqual, equal, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import { z } from 'zod'
import { zoneOf } from '../../engine/zone.ts'
import { doesWith, Event, eventTypes } from './event.ts'
import { EventFlags } from './flags.ts'
import confluenceSync from './index.ts'
import { momentOf } from './log-rows.ts'
import { Options, settings, uses } from './options.ts'

const blocksOf = (text: string, language: string) =>
  [...text.matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(([, own, block]) => (own === language ? [block!] : []))

/** What is typed behind `dure`, in words. */
const typedIn = (text: string) =>
  blocksOf(text, 'sh')
    .flatMap(block => [...block.matchAll(/^dure ([^#\n]+)/gm)])
    .map(([, line]) => [...line!.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!))

/** Flags with their values; one that is given more than once is a list. */
function flagsIn(words: readonly string[]): Record<string, unknown> {
  const flags: Record<string, unknown> = {}
  for (let at = 0; at < words.length; at += 2) {
    const [name, value] = [words[at]!.replace(/^--/, ''), words[at + 1]!]
    flags[name] = name in flags ? [flags[name], value].flat() : name === 'score' ? Number(value) : value
  }
  return flags
}

const defaults = Options.parse({})
const tasks: Record<string, { input?: z.ZodType; tool?: { name: string } }> = confluenceSync.tasks

for (const name of ['README.md', 'README.ko.md']) {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8')

  test(`the examples of ${name} are valid, and its tables have every option, task, tool and event`, () => {
    const examples = blocksOf(text, 'yaml').map(yaml => parse(yaml)['confluence-sync'])
    ok(examples.length >= 3)
    for (const example of examples) Options.parse(example)

    const { properties } = z.toJSONSchema(Options, { io: 'input', unrepresentable: 'any' })
    for (const option of Object.keys(properties!)) ok(text.includes(`| \`${option}`), `the option ${option}`)
    for (const [task, { tool }] of Object.entries(tasks)) {
      ok(new RegExp(`^\\|[^|]*\`${task}\``, 'm').test(text), `the task ${task}`)
      if (tool) ok(text.includes(`\`${tool.name}\``), `the tool ${tool.name}`)
    }
    for (const type of eventTypes) {
      const [, ...cells] = new RegExp(`\\| \`${type}\` +\\|([^|]*)\\|([^|]*)\\|([^|]*)\\|`).exec(text) ?? []
      const told = cells.map(cell => cell.trim() !== '–')
      deepEqual(
        told,
        (['log', 'live', 'play'] as const).map(effect => doesWith(type).includes(effect)),
        type,
      )
    }
  })

  test(`the defaults are as they are said in ${name}`, () => {
    const said = [...text.matchAll(/^\| `([\w.]+)` +\| `([^`]+)` +\|/gm)].filter(([, option]) =>
      Object.hasOwn(defaults, option!.split('.')[0]!),
    )
    ok(said.length >= 6)
    for (const [, option, value] of said) {
      const own = option!.split('.').reduce<unknown>((of, step) => (of as Record<string, unknown>)[step], defaults)
      equal(value, String(own), option)
    }
  })

  test(`whoever copies the tables of ${name} has all columns of the Action Log and the Play DB`, () => {
    const headers = [...text.matchAll(/^\| (\w+(?: +\| \w+){6,}) +\|\n\| --/gm)].map(([, row]) => row!.split(/ *\| */))
    deepEqual(headers, [Object.values(defaults.action_log.columns), Object.values(defaults.play_db.columns)])
  })

  test(`the settings of ${name} are settings, and pages are set in them`, () => {
    const [env] = blocksOf(text, 'sh').filter(block => block.startsWith('ATLASSIAN_URL='))
    const set = Object.fromEntries(
      env!
        .trim()
        .split('\n')
        .map(line => /^(\w+)=(.*)$/.exec(line)!.slice(1)),
    )
    const known: Record<string, z.ZodType> = { ...uses.confluence.settings, ...settings }
    for (const [variable, value] of Object.entries(set)) known[variable]!.parse(value)
    for (const variable of Object.keys(settings)) ok(variable in set, variable)
  })

  test(`the commands of ${name} are ones that there are, and its events are taken`, () => {
    const typed = typedIn(text)
    const named = [...text.matchAll(/confluence-sync\/([a-z-]+)/g)].map(([, task]) => task!)
    for (const task of named) ok(task in tasks, `the task ${task}`)
    for (const [, task, ...words] of typed.filter(([verb]) => verb === 'run' || verb === 'plan')) {
      const { input } = tasks[task!.replace('confluence-sync/', '')]!
      deepEqual((input ?? z.strictObject({})).safeParse(flagsIn(words)).error, undefined, task)
    }
    const events = typed.filter(([verb, type]) => verb === 'event' && !type!.startsWith('--'))
    ok(events.length >= 4)
    for (const [, type, ...words] of events) {
      const { play: play_id, signal: signal_id, ...rest } = EventFlags.parse({ type, ...flagsIn(words) })
      const event = { id: 'new', play_id, ...(signal_id && { signal_id }), ...rest }
      deepEqual(Event.safeParse(event).error, undefined, type)
    }
    const sent = [...text.matchAll(/-d '(\{.*\})'/g)]
    ok(sent.length > 0)
    for (const [, json] of sent) Event.parse(JSON.parse(json!))
  })

  test(`the dates that ${name} says are read are, and the one that is none is not`, () => {
    const paragraph = text.split('\n\n').find(some => some.includes('`10/01/2026`'))!
    const said = [...paragraph.matchAll(/`([^`]+)`/g)].map(([, code]) => code!)
    const zone = zoneOf('Asia/Seoul')
    const isTime = (code: string) => /^\d\d:/.test(code)
    const dates = said.filter(code => !isTime(code))
    deepEqual(
      dates.filter(date => momentOf(date, zone) === undefined),
      ['10/01/2026'],
    )
    ok(said.some(isTime))
    for (const time of said.filter(isTime)) ok(momentOf(`${dates[0]} ${time}`, zone), time)
  })
}
