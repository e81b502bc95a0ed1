import { bulletsOf } from '../../src/automations/work-log/extract.ts'
import { type Faithfulness, faithfulnessOf } from '../../src/automations/work-log/faithfulness.ts'
import { checked } from '../../src/automations/work-log/gates.ts'
import { liesAbout } from '../../src/automations/work-log/lies-testing.ts'
import { heldDrafts, heldLogs, november } from '../../src/automations/work-log/log-testing.ts'
import { summarise } from '../../src/automations/work-log/summary.ts'
import { type LlmFake, llmFake } from '../../src/connectors/llm/fake.ts'
import { llm } from '../../src/connectors/llm/index.ts'
import { systemClock } from '../../src/engine/clock.ts'
import { createHttp } from '../../src/engine/http.ts'
import { silent } from '../../src/engine/io.ts'
import type { Bench, Figure } from './figures.ts'

const most = 10

/** How true summaries of the held month of forty logs are: without a model, and with one that lies in every third bullet. */
export const faithful: Bench = async ({ quick, say }) => {
  const repeats = quick ? 5 : 30
  const extract = () => bulletsOf(heldLogs, { language: 'ko', period: november, most })
  const bullets = extract()
  const lies = liesAbout(bulletsOf(heldLogs, { language: 'ko', period: november }), heldLogs)
  const caught = lies.filter(({ draft }) => checked([draft], heldLogs, 'ko').replaced.length > 0)
  const model = await byLiar()
  say(`  ${heldLogs.length} logs, ${lies.length} lies of ${new Set(lies.map(({ kind }) => kind)).size} kinds`)
  const all = (name: string, value: number, note: string): Figure => ({ name, unit: '×', values: [value], note })
  const whole = { aim: { atLeast: 1 } }
  return [
    ...sharesOf('without a model', faithfulnessOf(bullets, heldLogs)),
    ...sharesOf('with a model that lies', model.found),
    {
      ...all('lies that the gates catch', caught.length / lies.length, `${caught.length} of ${lies.length}`),
      ...whole,
    },
    byHand('true bullets in other words that are kept', true),
    byHand('untrue bullets, by hand, that give way', false),
    all('bullets of the lying model that are kept', model.kept, 'the rest is told in the authors’ words'),
    { name: 'bullets of a month', unit: 'ms', values: timed(repeats, extract), aim: { atMost: 50 } },
    {
      name: 'gates on a bullet',
      unit: 'ms',
      values: timed(repeats, () => lies.slice(0, 20).map(({ draft }) => checked([draft], heldLogs, 'ko'))).map(
        ms => ms / 20,
      ),
    },
  ]
}

/** Of bullets that a person wrote. */
function byHand(name: string, honest: boolean): Figure {
  const drafts = heldDrafts.filter(draft => draft.honest === honest)
  const right = drafts.filter(draft => (checked([draft], heldLogs, draft.language).replaced.length === 0) === honest)
  return { name, unit: '×', values: [right.length / drafts.length], note: `${right.length} of ${drafts.length}` }
}

function sharesOf(
  name: string,
  { bullets, sourced, coverage, highRecall, numbers, names, novelty }: Faithfulness,
): Figure[] {
  const share = (what: string, value: number, note: string, aim?: number): Figure => ({
    name: `${name}: ${what}`,
    unit: '×',
    values: [value],
    aim: aim === undefined ? undefined : { atLeast: aim },
    note,
  })
  return [
    share('bullets with sources', sourced, `${bullets} bullets of ${heldLogs.length} logs`, 1),
    share('numbers that their sources vouch for', numbers, 'or that follow from two of theirs', 1),
    share('names that their sources vouch for', names, 'products, versions, ticket keys', 1),
    share('logs told of', coverage, `at most ${most} bullets`),
    share('High logs told of', highRecall, 'the others are listed as omitted'),
    share('in other words', novelty, 'three-character pieces that no source has'),
  ]
}

/** A model that tells two of three logs truly and lies about the third. */
async function byLiar() {
  const fake = llmFake({ author: ({ material }) => ({ bullets: draftsFrom(JSON.parse(material.slice(6, -7)).logs) }) })
  const summary = await summarise(heldLogs, { llm: clientOf(fake), language: 'ko', period: november, most })
  if (summary.how !== 'llm' || summary.replaced.length === 0) throw new Error('the model was not asked, or not caught')
  return { found: faithfulnessOf(summary.bullets, heldLogs), kept: 1 - summary.replaced.length / most }
}

const draftsFrom = (logs: { id: string; title: string; result: string }[]) =>
  logs.slice(0, most).map(({ id, title, result }, index) => ({
    text: index % 3 === 2 ? `${title}: 매출이 ${100 + index * 37}% 늘었습니다` : `${title}. ${result}`,
    sources: [id],
  }))

function clientOf(fake: LlmFake) {
  const http = createHttp({
    fetch: (url, init) => fake.fetch(url, init),
    clock: systemClock,
    random: () => 0.5,
    log: silent,
  })
  const values = { CLAUDE_API_KEY: fake.key, CLAUDE_API_URL: fake.url, LLM_MODEL: fake.models[0] }
  const io = { http, clock: systemClock, random: () => 0.5, log: silent, dataDir: '.', timeZone: 'Asia/Seoul' }
  return llm.connect(values as never, io)
}

function timed(repeats: number, work: () => unknown): number[] {
  const once = () => {
    const from = performance.now()
    work()
    return performance.now() - from
  }
  // The first rounds are those in which V8 compiles.
  for (let round = 0; round < 5; round++) once()
  return Array.from({ length: repeats }, once)
}
