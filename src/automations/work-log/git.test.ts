import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { cpuMs } from '../../../test/cpu.ts'
import { fc } from '../../../test/property.ts'
import type { HubError } from '../../engine/error.ts'
import { type Commit, commitsOf, gitArguments, isBy, worth } from './git.ts'

const hashOf = (n: number) => n.toString(16).padStart(40, '0')
let made = 0
const commit = (rest: Partial<Commit> = {}): Commit => ({
  hash: hashOf(++made),
  at: new Date(Date.UTC(2026, 10, 20, 1, made)).toISOString(),
  author: { name: '김지은', email: 'jieun@example.com' },
  parents: [hashOf(made - 1)],
  subject: `작업 ${made}`,
  body: '',
  files: [],
  ...rest,
})
const printed = (commits: Commit[]) =>
  commits
    .map(({ hash, at, author, parents, subject, body, files }) => {
      const head = [hash, at, author.name, author.email, parents.join(' '), subject, body].join('\0')
      return `${head}\0${files.map(({ path, lines }, index) => `${index ? '' : '\n'}${lines}\t0\t${path}\0`).join('')}`
    })
    .join('')

describe('what git prints', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dure-git-'))
  after(() => rmSync(folder, { recursive: true }))
  const git = (...words: string[]) =>
    execFileSync('git', words, {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_SYSTEM: '/dev/null',
        GIT_AUTHOR_NAME: '김지은',
        GIT_AUTHOR_EMAIL: 'jieun@example.com',
        GIT_AUTHOR_DATE: '2026-11-20T23:30:00+09:00',
        GIT_COMMITTER_NAME: '이도현',
        GIT_COMMITTER_EMAIL: 'dohyun@example.com',
      },
    })

  test('a real repository is read: messages, odd paths, binary files, empty commits and merges', () => {
    git('init', '-q', '-b', 'main')
    mkdirSync(join(folder, '폴더'))
    writeFileSync(join(folder, '폴더', 'a\tb\n"c".ts'), 'x\ny\n')
    writeFileSync(join(folder, 'pic.bin'), Buffer.from([0, 1, 2]))
    git('add', '.')
    git('commit', '-qm', 'feat(pay): 결제\n이어지는 제목\n\n본문\n\n1\t2\tnot a file\n')
    git('commit', '-q', '--allow-empty', '--allow-empty-message', '-m', '')
    git('checkout', '-qb', 'side')
    git('commit', '-q', '--allow-empty', '-m', 'side')
    git('checkout', '-q', 'main')
    git('merge', '-q', '--no-ff', '-m', 'Merge side', 'side')
    const commits = commitsOf(git(...gitArguments, '--topo-order', '--reverse'))
    assert.deepEqual(
      commits.map(({ subject, parents, files }) => [subject, parents.length, files.length]),
      [
        ['feat(pay): 결제 이어지는 제목', 0, 2],
        ['', 1, 0],
        ['side', 1, 0],
        ['Merge side', 2, 0],
      ],
    )
    const first = commits[0]!
    assert.deepEqual(first.files, [
      { path: 'pic.bin', lines: 0 },
      { path: '폴더/a\tb\n"c".ts', lines: 2 },
    ])
    assert.deepEqual(first.author, { name: '김지은', email: 'jieun@example.com' })
    assert.equal(first.at, '2026-11-20T23:30:00+09:00')
    assert.match(first.body, /^본문\n\n1\t2\tnot a file\n/)
  })
})

test('no commits are no commits', () => {
  assert.deepEqual(commitsOf(''), [])
  assert.deepEqual(commitsOf('\n'), [])
})

test('what git did not print that way is refused with how to call it', () => {
  const text = printed([commit()])
  for (const other of [
    'fatal: not a git repository',
    'abc1234 제목\n',
    text.slice(0, 60),
    text.replace('2026', 'xxxx'),
    `x${text}`,
  ])
    assert.throws(
      () => commitsOf(other),
      (error: HubError) => error.code === 'invalid' && error.message.includes('git log -z --numstat'),
      other,
    )
})

test('whatever messages, names and paths hold, each commit is read as it was', () => {
  const line = fc.string({ unit: 'binary' }).map(text => text.replaceAll('\0', ''))
  const plainObject = { noNullPrototype: true }
  const commits = fc.array(
    fc.record(
      {
        hash: fc.nat().map(hashOf),
        at: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }).map(at => at.toISOString()),
        author: fc.record({ name: line, email: line }, plainObject),
        parents: fc.array(fc.nat().map(hashOf), { maxLength: 3 }),
        subject: line,
        body: line,
        files: fc.array(fc.record({ path: line.filter(text => text !== ''), lines: fc.nat() }, plainObject), {
          maxLength: 4,
        }),
      },
      plainObject,
    ),
    { maxLength: 6 },
  )
  fc.assert(
    fc.property(commits, commits => {
      assert.deepEqual(commitsOf(printed(commits)), commits)
    }),
  )
})

test('a hundred thousand commits are read in a moment', () => {
  const many = printed(Array.from({ length: 1000 }, () => commit({ files: [{ path: 'src/a.ts', lines: 3 }] }))).repeat(
    100,
  )
  const begun = cpuMs()
  assert.equal(commitsOf(many).length, 100_000)
  assert.ok(cpuMs() - begun < 3000)
})

describe('commits that tell of work', () => {
  const subjects = (commits: Commit[]) => worth(commits).map(({ subject }) => subject)

  test('merges, fix-ups and copies are passed over', () => {
    const one = commit({ subject: '결제 추가' })
    assert.deepEqual(
      subjects([
        one,
        commit({ parents: [hashOf(1), hashOf(2)], subject: 'Merge' }),
        commit({ subject: 'fixup! 결제 추가' }),
        { ...one, hash: hashOf(9999) },
      ]),
      ['결제 추가'],
    )
  })

  test('a revert and what it took back are passed over, and what a second revert brought back is not', () => {
    const bad = commit({ subject: '나쁜 변경' })
    const reverting = (of: Commit) =>
      commit({ subject: `Revert "${of.subject}"`, body: `This reverts commit ${of.hash}.\n` })
    const revert = reverting(bad)
    assert.deepEqual(subjects([bad, revert]), [])
    assert.deepEqual(subjects([reverting(revert), revert, bad]), ['나쁜 변경'])
    assert.deepEqual(subjects([commit({ subject: 'Revert "그 전의 것"' })]), [])
    assert.deepEqual(subjects([commit({ subject: 'Reverted index order, explained' })]), [
      'Reverted index order, explained',
    ])
  })

  test('an author is known by any of several names and addresses, in any case', () => {
    const own = ['JIEUN@example.com', '김지은'.normalize('NFD')]
    assert.ok(isBy(own, commit()))
    assert.ok(isBy(own, commit({ author: { name: '김지은', email: 'old@example.com' } })))
    assert.ok(!isBy(own, commit({ author: { name: '이도현', email: 'dohyun@example.com' } })))
    assert.ok(isBy([], commit({ author: { name: '', email: '' } })))
  })
})
