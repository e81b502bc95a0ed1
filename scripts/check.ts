import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Everything that can be told about the code without running it, side by side; the first answer is a few seconds away. */
const root = fileURLToPath(new URL('../', import.meta.url))

interface Check {
  name: string
  /** Arguments for Node. */
  args: string[]
  /** The check is about this file, and falls away where it is not. */
  onlyWith?: string
}

const checks: Check[] = [
  { name: 'types (tsc)', args: ['node_modules/typescript/bin/tsc', '-p', '.', '--pretty', 'false'] },
  { name: 'unused code (knip)', args: ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'] },
  {
    name: 'format and lint (biome)',
    args: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '--error-on-warnings', '.'],
  },
  { name: 'structure (test/structure*.test.ts)', args: ['--test', '--test-reporter=dot', 'test/structure*.test.ts'] },
  {
    name: 'generated files (.env.example)',
    args: ['scripts/env-example.ts', '--check'],
    onlyWith: 'scripts/env-example.ts',
  },
  {
    name: 'generated files (docs/work-log-api.md)',
    args: ['scripts/api-guide.ts', '--check'],
    onlyWith: 'scripts/api-guide.ts',
  },
]

interface Outcome {
  name: string
  ok: boolean
  seconds: number
  output: string
}

function run({ name, args }: Check): Promise<Outcome> {
  const started = performance.now()
  const pieces: string[] = []
  return new Promise(resolve => {
    const end = (ok: boolean) =>
      resolve({ name, ok, seconds: (performance.now() - started) / 1000, output: pieces.join('').trim() })
    const child = spawn(process.execPath, args, { cwd: root })
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => pieces.push(text))
    child.on('error', error => {
      pieces.push(String(error))
      end(false)
    })
    child.on('close', code => end(code === 0))
  })
}

/** Runs as many at once as there are processors, and says each outcome as it comes. */
async function runAll(waiting: Check[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const outcome = await run(check)
      outcomes.push(outcome)
      say(`${outcome.ok ? '✔' : '✖'} ${outcome.name}  ${outcome.seconds.toFixed(1)} s`)
    }
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, lane))
  return outcomes
}

const say = (text: string) => process.stdout.write(`${text}\n`)

const started = performance.now()
const outcomes = await runAll(checks.filter(({ onlyWith }) => !onlyWith || existsSync(`${root}${onlyWith}`)))
const failed = outcomes.filter(({ ok }) => !ok)
for (const { name, output } of failed) say(`\n── ${name}\n${output || 'It failed and said nothing.'}`)
const total = ((performance.now() - started) / 1000).toFixed(1)
say(
  failed.length
    ? `\n${failed.length} of ${outcomes.length} checks failed (${total} s)`
    : `All ${outcomes.length} checks passed (${total} s)`,
)
process.exitCode = failed.length ? 1 : 0
