import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { Command, Option } from 'commander'
import { chosen } from './flags.ts'
import { inWords } from './help.ts'
import { type Language, wordsOf } from './words.ts'

/** What a small program says to what is typed; an error without the help behind it. */
async function said(language: Language, ...args: string[]) {
  const terminal = { in: new PassThrough(), out: new PassThrough(), err: new PassThrough() }
  const words = wordsOf(language)
  const session = { terminal, words, language, env: {}, cwd: '/', automations: [] }
  const program = inWords(new Command('dure'), session)
    .version('1', '-V, --version', words.usage.help.version)
    .exitOverride()
  program
    .command('show')
    .description('…')
    .argument('<id>', '…')
    .addOption(chosen(new Option('--state <state>', '…'), '--state', ['ready', 'done'], words).default('ready'))
    .option('--json', '…')
    .action(() => {})
  program
    .command('list')
    .description('…')
    .action(() => {})
  await assert.rejects(program.parseAsync(args, { from: 'user' }), { name: /^(CommanderError|Exit)$/ })
  return { out: String(terminal.out.read() ?? ''), err: String(terminal.err.read() ?? '') }
}

test('what is typed wrongly is told in Korean, with a guess at what was meant', async () => {
  for (const [args, sentence] of [
    [['shw'], '그런 명령이 없습니다: shw. 혹시 show인가요?'],
    [['가나다'], '그런 명령이 없습니다: 가나다'],
    [['show', '1', '--jsn'], '그런 옵션이 없습니다: --jsn. 혹시 --json인가요?'],
    [['show', '1', '--bogus'], '그런 옵션이 없습니다: --bogus'],
    [['show'], '<id> 인자가 빠졌습니다'],
    [['show', '1', '--state'], '--state <state>: 값이 빠졌습니다'],
    [['show', '1', '2'], '인자가 너무 많습니다: 1, 2. show 명령은 인자를 1개까지 받습니다'],
    [['list', '1'], '인자가 너무 많습니다: 1. list 명령은 인자를 받지 않습니다'],
  ] as const)
    assert.equal((await said('ko', ...args)).err, `${sentence}\n`)
})

test('in English commander speaks for itself', async () => {
  assert.equal((await said('en', 'shw')).err, "error: unknown command 'shw'\n(Did you mean show?)\n")
})

test('a Korean help has no English words of its own but the names', async () => {
  const { out } = await said('ko', '--help')
  assert.deepEqual(
    out.split('\n').map(line => line.trimEnd()),
    [
      '사용법: dure [options] [command]',
      '',
      '옵션:',
      '  -V, --version        버전을 보여 줍니다',
      '  -h, --help           도움말을 보여 줍니다',
      '',
      '명령:',
      '  show [options] <id>  …',
      '  list                 …',
      '  help [command]       명령의 도움말을 보여 줍니다',
      '',
    ],
  )
  const ofOne = (await said('ko', 'show', '--help')).out
  assert.match(ofOne, /^사용법: .*[\s\S]*\n인자:\n {2}id .*\n\n옵션:\n/)
  assert.match(ofOne, /--state <state> +… \(선택: ready, done; 기본값: ready\)/)
})
