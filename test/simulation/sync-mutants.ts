import { type Mutant, mutant } from './mutants.ts'

const sync = 'src/automations/confluence-sync'
const index = `${sync}/index.ts`
const due = `${sync}/due.ts`
const live = `${sync}/live.ts`
const log = `${sync}/log.ts`
const play = `${sync}/play.ts`
const tally = `${sync}/tally.ts`
const retell = `${sync}/retell.ts`
const sweep = `${sync}/sweep.ts`
const event = `${sync}/event.ts`
const record = `${sync}/record.ts`
const logPage = `${sync}/log-page.ts`
const quarter = `${sync}/quarter.ts`
const todo = `${sync}/todo.ts`
const rows = 'src/connectors/confluence/storage/change.ts'
const change = 'src/connectors/confluence/change.ts'
const entry = 'src/connectors/confluence/entry.ts'
const edit = 'src/connectors/confluence/edit.ts'
const runs = 'src/engine/ledger/runs.ts'

/** The Confluence sync and its connector, each with one safeguard taken out. */
export const syncMutants: Mutant[] = [
  mutant('stored, and not all is due', 'only the first effect of an event is ever worked off', 2, [
    record,
    'addDue(tx, seq, doesWith(event.type))',
    'addDue(tx, seq, doesWith(event.type).slice(0, 1))',
  ]),
  mutant('one stays due', 'the first of several is worked off for ever', 2, [
    due,
    'removeDue(tx, effect, done))',
    'removeDue(tx, effect, done.slice(1)))',
  ]),
  mutant('no longer due before it is sent', 'what was read is due no more, though its run may never end', 2, [
    due,
    '  return rows.map(storedFrom)',
    "  await db.deleteFrom('confluence_sync_due').where('effect', '=', effect).execute()\n  return rows.map(storedFrom)",
  ]),
  mutant('newest first', 'events are told in the wrong order', 2, [
    due,
    ".orderBy('due.seq')",
    ".orderBy('due.seq', 'desc')",
  ]),
  mutant('what was said is not noted', 'a score takes its own words for those of people', 2, [
    live,
    'ctx.commit<Tables>(tx => noteSaid(tx, stored, said, stored.scored))',
    'void [noteSaid, said]',
  ]),
  mutant('tells again what is there', 'retell asks for no reason', 2, [
    retell,
    'states.includes(state) && pageFor',
    "states.length > 0 && state !== 'due' && pageFor",
  ]),
  mutant('tells under the old key', 'what had failed is queued under its key, and stays failed', 2, [
    retell,
    '      await countAgain(tx, stored)\n',
    '',
  ]),
  mutant('a failure is never settled', 'what was told anew still stands among what somebody has to see to', 5, [
    log,
    "{ ...patience(ctx), about: writeKey(event.id, 'log') }",
    'patience(ctx)',
  ]),
  mutant('never swept', 'what could not be written waits for ever', 10, [
    sweep,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the automation's text
    'for (const effect of due) ctx.emit(dueEvent(effect), {}, `sweep ${ctx.run.key}`)',
    'void dueEvent',
  ]),
  mutant('too late to stand for others', 'an event adds no run while one is at work that does not see it any more', 2, [
    runs,
    "    .where('started_at', 'is', null)\n",
    '',
  ]),
  mutant('a row that failed counts as written', 'nobody counts again', 10, [
    play,
    "  ctx.log.warn('a row of the Play DB could not be written', { error: describeError(reason) })\n  return false",
    '  return describeError(reason) !== undefined',
  ]),
  mutant('counts that nobody waits for', 'what was counted is sent, and may be old by the time it arrives', 2, [
    tally,
    'const changed = await ctx.confluence.changePage({ page, change: row }, key, { about })',
    "ctx.send('confluence', 'changePage', { page, change: row }, key, { about })\n  const changed = { outcome: 'updated' } as PageChanged",
  ]),
  mutant(
    'the weekly batch in no lane',
    'an older count follows a newer one; the pause alone would do no harm',
    3,
    [
      index,
      "      lane: 'confluence-sync/play',\n      run: (ctx: Ctx) => weekly(ctx),",
      '      run: (ctx: Ctx) => weekly(ctx),',
    ],
    [
      tally,
      '  const { table, columns } = ctx.options.play_db\n',
      '  if (quarter) await ctx.clock.sleep(2000, ctx.signal)\n  const { table, columns } = ctx.options.play_db\n',
    ],
  ),
  mutant('names as they are spelled', 'one id written in two ways is two events', 2, [
    event,
    "keyOf(text.replace(/\\p{Cc}+/gu, ' '))",
    "text.replace(/\\p{Cc}+/gu, ' ').trim()",
  ]),
  mutant('rows without a look for their key', 'a repeated save adds the row again', 1, [
    rows,
    "if (row) return change.op === 'insert' ? 'exists' : updated(state, row, change)",
    "if (row && change.op !== 'insert') return updated(state, row, change)",
  ]),
  mutant('entries without a look for their anchor', 'a repeated save adds the entry again', 2, [
    entry,
    'const place = entries.has(id) ? undefined : placeOf(document, anchors, id)',
    'const place = undefined as Place | undefined',
  ]),
  mutant('overwrites what people have changed', 'a score takes the place of their words', 5, [
    entry,
    'if (over && !mayGiveWay(entry, [contentMark(content), ...over])) {',
    'if (over && over.length === 0) {',
  ]),
  mutant('takes its own words for those of people', 'scores that are saved again are told twice', 14, [
    change,
    'stretchesOf(knowingLater(changes), aboutOf)',
    'stretchesOf([...knowingLater(changes).keys()].map(index => changes[index]!), aboutOf)',
  ]),
  mutant(
    'old text after a conflict',
    'the page is saved again as it was before somebody edited it',
    2,
    [edit, 'let lost: unknown', 'let lost: unknown\n  let sent: string | undefined'],
    [edit, 'api.update(page, body, note)', 'api.update(page, (sent ??= body), note)'],
  ),
  mutant('forgets the page of the month', 'rows go to a new page, and the hub to the old one', 2, [
    logPage,
    'return { page: made.id, month, part,',
    'return { page: main, month, part,',
  ]),
  mutant('a page of the log without a link', 'nobody finds the rows of the month', 2, [
    logPage,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the automation's text
    "ctx.send('confluence', 'changePage', { page: main, change }, `${identity}/link`, patience(ctx))",
    'void change',
  ]),
  mutant('counts of all time', 'what was before the quarter counts, too', 2, [
    quarter,
    'from: startOf(zone, year, first),',
    'from: 0,',
  ]),
  mutant('the quarter of London', 'days begin at the wrong hour', 2, [
    quarter,
    'const zone = zoneOf(timeZone)',
    "const zone = zoneOf(timeZone && 'Europe/London')",
  ]),
  mutant('a changed event is taken', 'it is answered with yes, and nothing comes of it', 2, [
    record,
    'if (same) assertSame(same, event)',
    'if (same) void assertSame',
  ]),
  mutant('a rival is taken', 'of two events under one id that come at once both are answered with yes', 2, [
    record,
    'else assertSame((await eventWith(tx, event.id))!.event, event)',
    '',
  ]),
  mutant('the same at once is another', 'one that comes twice at the same moment is refused', 11, [
    record,
    'else assertSame((await eventWith(tx, event.id))!.event, event)',
    'else assertSame((await eventWith(tx, event.id))!.event, kept)',
  ]),
  mutant('a link for each asking', 'who asks for a ToDo page again gets another link', 2, [
    todo,
    'id: identityOf(play_id), content',
    'id: key, content',
  ]),
]
