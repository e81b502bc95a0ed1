import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { defineAutomation, type Task } from '../engine/automation.ts'
import { loaded } from './testing.ts'
import { schemasOf, toolsOf } from './tools.ts'

const task = (name: string, more: Partial<Task> = {}): Task => ({
  summary: name,
  tool: { name, description: 'does it' },
  run: async () => {},
  ...more,
})

const offered = (
  tasks: Record<string, Task>,
  more: { underscores?: boolean; readOnly?: boolean; only?: string[] } = {},
) =>
  toolsOf(
    [loaded(defineAutomation({ name: 'board', title: 'Board', uses: {}, tasks }))],
    { underscores: false, readOnly: false, ...more },
    { warn: (_, fields) => warned.push(fields?.tools) },
  )
const warned: unknown[] = []

test('names have dots, or underscores where clients refuse dots; the list of those allowed may have either', () => {
  const tasks = { get: task('board.get'), drop: task('board.drop') }
  assert.deepEqual(
    offered(tasks).map(({ name }) => name),
    ['board.get', 'board.drop'],
  )
  assert.deepEqual(
    offered(tasks, { underscores: true, only: ['board.get'] }).map(({ name }) => name),
    ['board_get'],
  )
  assert.deepEqual(
    offered(tasks, { only: ['board_get'] }).map(({ name }) => name),
    ['board.get'],
  )
})

test('a tool that is allowed and not offered is warned of: its name is misspelt, or it writes', () => {
  const get = { name: 'board.get', description: 'reads', reads: true as const }
  const tasks = { get: task('board.get', { tool: get }), drop: task('board.drop') }
  offered(tasks, { readOnly: true, only: ['board.get', 'board.drop', 'board.gte'] })
  assert.deepEqual(warned, ['board.drop, board.gte'])
})

test('a tool that cannot be told from another, or not called as it is declared, ends the start', () => {
  assert.throws(() => offered({ a: task('board.get'), b: task('board.get') }), /board\/b and board\/a .*board\.get/)
  assert.throws(() => offered({ a: task('b.c'), b: task('b_c') }, { underscores: true }), /rename one/)
  assert.throws(() => offered({ a: task('two words') }), /'two words'/)
  assert.throws(() => offered({ a: task('a', { each: () => ({}) }) }), /both 'each' and a tool/)
  assert.throws(() => offered({ a: task('a', { input: z.object({ dry_run: z.boolean() }) }) }), /dry_run of its own/)
})

test('a tool of several replies is described by all of them, also where they say the same member otherwise', () => {
  const reply = (status: string) => ({
    description: status,
    body: z.object({ status: z.literal(status), id: z.string() }),
  })
  const tool = { name: 'make', description: 'makes', replies: { 201: reply('made'), 202: reply('accepted') } }
  const [made] = offered({ make: task('make', { tool }) })
  const { properties } = schemasOf(made!).output as { properties: Record<string, any> }
  assert.deepEqual(
    properties.status.anyOf.map((way: { const: string }) => way.const),
    ['made', 'accepted'],
  )
  assert.equal(properties.id.type, 'string')
})

test('an agent reads the English of a description that has both', () => {
  const input = z.object({ day: z.string().meta({ description: '날짜', 'x-en': 'the day' }) })
  const [asked] = offered({ ask: task('ask', { input }) })
  const { day } = schemasOf(asked!).input.properties as Record<string, any>
  assert.deepEqual(day, { type: 'string', description: 'the day' })
})

test('what may be null is one of two types, for clients that take no list of them', () => {
  const input = z.object({ place: z.string().nullable().meta({ description: 'where' }) })
  const [asked] = offered({ ask: task('ask', { input }) })
  const { place } = schemasOf(asked!).input.properties as Record<string, any>
  assert.deepEqual(place, { description: 'where', anyOf: [{ type: 'string' }, { type: 'null' }] })
})
