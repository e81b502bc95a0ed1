import { join } from 'node:path'
import { once } from './apart.ts'
import type { Bench, Figure } from './figures.ts'
import type { RowsAnswer, RowsJob, Written } from './upserting.ts'

const MB = 1_000_000
const tableRows = 5000
const writes = 500

/** Rows of a large table, upserted: what all of them together cost, and one by one. Hub and fake are one process. */
export const rows: Bench = async ({ folder, quick, profiles, say }) => {
  const sample = quick ? 5 : 20
  const repeats = quick ? 1 : 3
  const options = profiles ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : []
  const answers: RowsAnswer[] = []
  for (let round = 1; round <= repeats; round++) {
    say(`  ${writes} writes to a table of ${tableRows} rows: ${round} of ${repeats}`)
    const job = {
      place: join(folder, `ledger-${round}.db`),
      rows: tableRows,
      queued: writes,
      atOnce: writes,
      oneByOne: sample,
    }
    answers.push(await once<RowsJob, RowsAnswer>(new URL('upserting.ts', import.meta.url), job, options))
  }
  return [...queuedFigures(answers), ...otherFigures(answers), memoryFigure(answers)]
}

const ours = ({ whole, read, save }: Written) => whole - read - save
const ourPerRow = (written: Written) => ours(written) / written.count

function queuedFigures(answers: readonly RowsAnswer[]): Figure[] {
  const all = (value: (written: Written) => number) => answers.map(({ queued }) => value(queued))
  const [{ queued, pageBytes }] = answers as [RowsAnswer]
  return [
    {
      name: `${queued.count} rows queued: versions`,
      unit: '',
      values: all(({ versions }) => versions),
      aim: { atMost: 2 },
      note: `${(pageBytes / MB).toFixed(1)} MB; ${queued.untouched} other rows have every byte they had`,
    },
    {
      name: '  own code per row',
      unit: 'ms',
      values: all(ourPerRow),
      aim: { atMost: 2 },
      note: 'whole, without the fake',
    },
    {
      name: '  whole',
      unit: 'ms',
      values: all(({ whole }) => whole),
      note: 'from the run to the last answer in the ledger',
    },
    {
      name: '    ledger',
      unit: 'ms',
      values: all(written => ours(written) - written.change),
      note: 'queued, claimed, settled',
    },
    {
      name: '    change',
      unit: 'ms',
      values: all(({ change }) => change),
      note: 'page taken in, parsed, changed, put together',
    },
    { name: '    fake reads', unit: 'ms', values: all(({ read }) => read) },
    { name: '    fake saves', unit: 'ms', values: all(({ save }) => save) },
    { name: '  processor time, fake included', unit: 'ms', values: all(({ cpu }) => cpu) },
  ]
}

function otherFigures(answers: readonly RowsAnswer[]): Figure[] {
  const [{ atOnce, oneByOne }] = answers as [RowsAnswer]
  const all = (value: (answer: RowsAnswer) => number) => answers.map(value)
  return [
    {
      name: `${atOnce.count} callers at once: versions`,
      unit: '',
      values: all(({ atOnce }) => atOnce.versions),
      note: 'each waits for its answer',
    },
    { name: '  own code per row', unit: 'ms', values: all(({ atOnce }) => ourPerRow(atOnce)) },
    { name: '  whole', unit: 'ms', values: all(({ atOnce }) => atOnce.whole) },
    {
      name: 'one by one: own code per row',
      unit: 'ms',
      values: all(({ oneByOne }) => ourPerRow(oneByOne)),
      note: `${oneByOne.count} rows, ${oneByOne.versions} versions`,
    },
    { name: '  whole per row', unit: 'ms', values: all(({ oneByOne }) => oneByOne.whole / oneByOne.count) },
    {
      name: '  ÷ queued, own code per row',
      unit: '×',
      values: all(({ queued, oneByOne }) => ourPerRow(oneByOne) / ourPerRow(queued)),
    },
  ]
}

const memoryFigure = (answers: readonly RowsAnswer[]): Figure => ({
  name: 'peak memory (RSS), fake included',
  unit: 'MB',
  values: answers.map(({ peak }) => peak / MB),
  note: `${(answers[0]!.warm / MB).toFixed(0)} MB when warm; of the queued ones`,
})
