/** One replacement in the engine's text; find must be there exactly once. */
export interface Change {
  /** Path from the project's root. */
  file: string
  find: string
  replace: string
}

/** The engine with one of its safeguards taken out. */
export interface Mutant {
  name: string
  /** What it does wrong. */
  wrong: string
  changes: Change[]
  /** Which seed to begin with: it caught it last. */
  seed: number
}

const deliveries = 'src/engine/ledger/deliveries.ts'
const lanes = 'src/engine/ledger/lanes.ts'
const runs = 'src/engine/ledger/runs.ts'
const execute = 'src/engine/execute.ts'
const schedule = 'src/engine/schedule.ts'
const presence = 'src/engine/presence.ts'
const attempt = 'src/engine/attempt.ts'
const engine = 'src/engine/engine.ts'
const pace = 'src/engine/pace.ts'

/** `changes`: in which file, what, and by what it is replaced. */
export const mutant = (
  name: string,
  wrong: string,
  seed: number,
  ...changes: [file: string, find: string, replace: string][]
): Mutant => ({
  name,
  wrong,
  seed,
  changes: changes.map(([file, find, replace]) => ({ file, find, replace })),
})

export const mutants: Mutant[] = [
  mutant('no key', 'each attempt goes out under a key of its own', 1, [
    attempt,
    'write.perform(payload, delivery.key, signal)',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the engine's text
    'write.perform(payload, `${delivery.key} ${delivery.attempt}`, signal)',
  ]),
  mutant('forgets awaited writes', 'a repeated run makes its awaited writes again', 1, [
    deliveries,
    'const row = rowOf(entry, now)\n  const inserted',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the engine's text
    'const row = rowOf({ ...entry, key: `${entry.key} ${now}` }, now)\n  const inserted',
  ]),
  mutant(
    'done before send',
    'what is about to be sent is written down as done',
    2,
    [deliveries, "update delivery set state = 'sending', attempt", "update delivery set state = 'done', attempt"],
    [
      deliveries,
      "delivery.fence = v.fence and delivery.state = 'sending'",
      "delivery.fence = v.fence and delivery.state = 'done'",
    ],
  ),
  mutant('no recovery', 'what a dead process held stays with it', 1, [presence, '  await recover(tx, id)\n', '']),
  mutant('no lease', 'a process that slept goes on as if nothing had been', 2, [
    presence,
    'fresh: () => clock.monotonic() - lastBeat < trustMs',
    'fresh: () => true',
  ]),
  mutant('hasty lease', 'the living are taken for dead', 4, [
    presence,
    'const leaseMs = 60_000',
    'const leaseMs = 1_000',
  ]),
  mutant(
    'lease by the wall clock',
    'a jump of the clock makes the living look dead',
    7,
    [presence, 'return clock.monotonic() - known.since', 'return clock.now().getTime() - known.since'],
    [presence, 'since: clock.monotonic()', 'since: clock.now().getTime()'],
  ),
  mutant('no fence', 'an attempt that was taken away still settles its row', 16, [
    deliveries,
    "delivery.fence = v.fence and delivery.state = 'sending'",
    "delivery.state = 'sending'",
  ]),
  mutant('no order guard', 'a head that waits for a retry is overtaken', 1, [
    lanes,
    'sql`d.tried desc, d.priority',
    'sql`d.due_at, d.priority',
  ]),
  mutant('open lanes', 'a lane stays open while its head is in flight', 1, [
    deliveries,
    'update lane set due_at = null where',
    'update lane set due_at = due_at where',
  ]),
  mutant(
    'snapshot apart from outbox',
    'the list is remembered before its messages are',
    2,
    [
      execute,
      '  io.assertFresh()\n  const endedAt = await parts.store.commit(async tx => {',
      '  io.assertFresh()\n  await parts.store.commit(tx => writeSnapshots(tx, parts.clock.now().getTime(), run.automation, effects))\n  const endedAt = await parts.store.commit(async tx => {',
    ],
    [execute, '  await writeSnapshots(tx, now, automation, effects)\n', ''],
  ),
  mutant(
    'outbox apart from done',
    'a run is done before its messages are written down',
    1,
    [execute, '  await addDeliveries(tx, now, effects.sends)\n', ''],
    [
      execute,
      'await incidents.close(tx, now, subject)\n    return now\n  })',
      'await incidents.close(tx, now, subject)\n    return now\n  })\n  await parts.store.commit(tx => addDeliveries(tx, parts.clock.now().getTime(), effects.sends))',
    ],
  ),
  mutant('snapshot without version', 'two runs that looked at one list tell of it twice', 14, [
    execute,
    'if (written !== 1n) throw new StaleSnapshot(name)',
    '',
  ]),
  mutant(
    'cron without unique key',
    'a start looks back an hour, and nothing knows which slots have run',
    1,
    [schedule, 'if (row && same(row, schedule)) continue', ''],
    [schedule, 'schedule.next(new Date(now))?.getTime()', 'schedule.next(new Date(now - 3_600_000))?.getTime()'],
    [
      schedule,
      "conflict.columns(['schedule', 'at']).doNothing()",
      "conflict.columns(['schedule', 'at']).doUpdateSet({ created_at: now })",
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the engine's text
    [schedule, 'key: `cron:${new Date(slot).toISOString()}`', 'key: `cron:${new Date(slot).toISOString()} ${now}`'],
  ),
  mutant('cron without memory', 'each start plans anew from now on', 3, [
    schedule,
    'if (row && same(row, schedule)) continue',
    '',
  ]),
  mutant('no run lanes', 'runs of one lane meet', 1, [runs, "(o.state = 'running' or o.id < r.id)", 'o.id is null']),
  mutant('only the first of a group is written down', 'the others of a version stay in the air', 1, [
    attempt,
    'return deliveries.map((delivery, index) => {',
    'return deliveries.slice(0, 1).map((delivery, index) => {',
  ]),
  mutant('no doubt after a crash', 'what was in the air is sent again without a question', 5, [
    deliveries,
    'repeats = repeats + doubt, doubt = 1,',
    'repeats = repeats + doubt, doubt = 0,',
  ]),
  mutant('no doubt after a time-out', 'no answer is taken for a no', 1, [
    attempt,
    "!(error instanceof HubError) || error.arrived === 'maybe'",
    'error === undefined',
  ]),
  mutant('deaf to Retry-After', 'comes back when it likes', 1, [
    attempt,
    'if (asked !== undefined) return Math.min(Math.max(asked, 0), longestRetryAfter)',
    '',
  ]),
  mutant('no pace', 'sends as fast as it can', 2, [pace, 'now + gapAfter(groups.length, limits.perSecond)', 'now']),
  mutant('silent repeats', 'a repeat is not counted', 3, [
    deliveries,
    'repeats = delivery.repeats + v.repeats',
    'repeats = delivery.repeats',
  ]),
  mutant('accepts before it stores', 'an event is acknowledged while it is on its way', 3, [
    engine,
    'const added = await this.#parts.store.commit(tx => addEvent(tx, this.#now(), event, this.#catalogue))',
    'this.#parts.store.commit(tx => addEvent(tx, this.#now(), event, this.#catalogue)).catch(() => {})\n    const added = true',
  ]),
  mutant('forgets what it could not write down', 'an answer that came while the disk was full is dropped', 2, [
    engine,
    'const settling = this.#finished.slice()',
    'const settling = this.#finished\n    this.#finished = []',
  ]),
  mutant('never wakes', 'a run that waits for its write is not told of it', 1, [
    runs,
    ".where('waits_for', 'in', some)",
    ".where('waits_for', 'in', some.slice(1))",
  ]),
]
