import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { bodyOf, hubWith } from '../../../../test/work-log-scene.ts'
import { type Call, call } from '../../../../test/work-log-terminal.ts'
import { HubError } from '../../../engine/error.ts'
import type { Bench } from '../../../engine/testing.ts'

const calm = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', LC_ALL: 'C' }
const jieun = { GIT_AUTHOR_NAME: '김지은', GIT_AUTHOR_EMAIL: 'jieun@example.com' }
const dohyun = { GIT_AUTHOR_NAME: '이도현', GIT_AUTHOR_EMAIL: 'dohyun@example.com' }

const git = (folder: string, words: string[], env: object = {}) => {
  try {
    return execFileSync('git', words, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, ...calm, ...env },
    })
  } catch (error: any) {
    throw new HubError('invalid', `git failed: ${error.stderr}`)
  }
}

/** A folder of genuine repositories, which goes with the test. */
function shelf(t: TestContext) {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'dure-from-git-')))
  t.after(() => rmSync(place, { recursive: true }))
  let files = 0
  const repository = (name: string, author: object | null = jieun) => {
    const folder = join(place, name)
    mkdirSync(folder)
    git(folder, ['init', '-q', '-b', 'main'])
    const own = author as Record<string, string> | null
    if (own) {
      git(folder, ['config', 'user.name', own.GIT_AUTHOR_NAME!])
      git(folder, ['config', 'user.email', own.GIT_AUTHOR_EMAIL!])
    }
    const commit = (subject: string, at = '2026-11-19T10:00:00+09:00', who: object = jieun) => {
      writeFileSync(join(folder, `${++files}.ts`), 'x\n')
      git(folder, ['add', '.'])
      const committer = { GIT_COMMITTER_NAME: 'x', GIT_COMMITTER_EMAIL: 'x@example.com', GIT_COMMITTER_DATE: at }
      git(folder, ['commit', '-qm', subject], { ...who, GIT_AUTHOR_DATE: at, ...committer })
      return git(folder, ['rev-parse', 'HEAD']).trim()
    }
    return { folder, commit, git: (...words: string[]) => git(folder, words, who(jieun)) }
  }
  const program: Call['program'] = (name, args, folder = '.') => {
    equal(name, 'git')
    return git(join(place, folder.startsWith(place) ? folder.slice(place.length) : folder), [...args])
  }
  const drafts = (hub: Bench, more: Partial<Call> = {}) =>
    call(hub, {
      program,
      ...more,
      flags: { fromGit: true, repositories: ['shop'], ...more.flags },
    })
  return { place, repository, drafts }
}

const who = (person: Record<string, string>) => ({
  ...person,
  GIT_COMMITTER_NAME: person.GIT_AUTHOR_NAME!,
  GIT_COMMITTER_EMAIL: person.GIT_AUTHOR_EMAIL!,
})

/** What a person makes of a draft: every placeholder replaced. */
const filled = (text: string) => text.replace(/^<(?!!--).*>$/gm, '140ms로 줄였습니다')
const titlesIn = (said: string) => [...said.matchAll(/^1\. 제목: (.*)$/gm)].map(([, title]) => title)

test('commits become drafts, and one that is edited is saved and never offered again', async t => {
  const { repository, drafts } = shelf(t)
  const shop = repository('shop')
  const hashes = [shop.commit('feat(결제): 승인 API 추가'), shop.commit('fix(결제): 반올림 수정')]
  const { hub, ask, far, databases } = await hubWith()
  let file = ''
  const edit = (text: string, name: string) => {
    file = text
    equal(name, 'log.md')
    return filled(text).replace('영향도: Medium', '영향도: High').replace('정량 지표:', '정량 지표: p95 140ms')
  }
  const { said, failure } = await drafts(hub, { answers: ['', 's'], edit })
  equal(failure, undefined, said)
  match(said, /── 1\/1 shop, 커밋 2건\n1\. 제목: 결제: 승인 API 추가 외 1건\n2\. 날짜: 2026-11-19/)
  match(file, /^제목: 결제: 승인 API 추가 외 1건\n날짜: 2026-11-19\n카테고리: 신규기능\n영향도: Medium\n상태: Logged\n/)
  match(file, /기술 스택: TypeScript\n정량 지표:\n이슈 URL:\n---\n<!--[^\n]*-->\n\n### Situation\n</)
  match(said, /저장했습니다. Notion: https:[\s\S]*초안 1개 가운데 1개를 저장했습니다/)
  equal(far.rows(databases.logs).length, 1)
  const [{ id }] = (await ask('logs', {})).logs
  const log = await ask('show', { id })
  deepEqual([log.impact_level, log.metrics], ['High', 'p95 140ms'])
  match(log.context, /### Action\n- 승인 API 추가\n- 반올림 수정\n/)
  const known = await hub.run('work-log/known', { origins: [...hashes.map(hash => `git:${hash}`), 'git:0'] })
  deepEqual(
    known.outcome,
    hashes.map(hash => ({ origin: `git:${hash}`, id })).sort((a, b) => (a.origin < b.origin ? -1 : 1)),
  )

  match((await drafts(hub)).said, /^이미 모두 기록했습니다.$/)
  shop.commit('feat(결제): 취소 추가')
  deepEqual(titlesIn((await drafts(hub, { answers: ['q'] })).said), ['취소 추가'])
  await ask('remove', { id })
  deepEqual(titlesIn((await drafts(hub, { answers: ['q'] })).said), ['결제: 승인 API 추가 외 2건'])
  await hub.stop()
})

test('a draft whose placeholders are left cannot be saved, and the sections are named', async t => {
  const { repository, drafts } = shelf(t)
  repository('shop').commit('feat: 결제')
  const { hub, ask } = await hubWith({ notion: false })
  const { said } = await drafts(hub, { answers: ['s', 'n'] })
  match(said, /저장하지 않았습니다.\n상세 컨텍스트: ### Situation 섹션에 내용이 없습니다/)
  for (const section of ['Task', 'Result']) match(said, new RegExp(`### ${section} 섹션에 내용이 없습니다`))
  ok(!/### Action 섹션에/.test(said))
  deepEqual((await ask('logs', {})).logs, [])
  await hub.stop()
})

test('a draft can be skipped, all behind one left for later, and what was edited is there again the next time', async t => {
  const { repository, drafts } = shelf(t)
  const shop = repository('shop')
  for (const day of ['17', '18', '19']) shop.commit(`feat(${day}): 일 ${day}`, `2026-11-${day}T10:00:00+09:00`)
  const { hub, ask } = await hubWith({ notion: false })
  const first = await drafts(hub, { answers: ['x', 'n', '', 'q'], edit: text => text.replace('일 18', '고친 일') })
  deepEqual(titlesIn(first.said), ['일 17', '일 18', '고친 일'])
  match(first.said, /Enter, s, n, q 가운데 하나[\s\S]*남은 초안 2개는 다음에[\s\S]*초안 3개 가운데 0개/)
  const second = await drafts(hub, { answers: ['n', '', 's', 'n'], edit: filled, kept: first.kept })
  deepEqual(titlesIn(second.said), ['일 17', '고친 일', '고친 일', '일 19'])
  deepEqual(
    (await ask('logs', {})).logs.map(({ title }: any) => title),
    ['고친 일'],
  )
  await hub.stop()
})

test('a file that was damaged in the editor is told line by line, and nothing of it is lost', async t => {
  const { repository, drafts } = shelf(t)
  repository('shop').commit('feat: 결제')
  const { hub } = await hubWith({ notion: false })
  const edits = [
    (text: string) =>
      filled(text).replace('카테고리: 신규기능', '종류: 신규\n카테고리: 새 기능\n메모').replace('---\n', ''),
    (text: string) => text.replace('새 기능', '1'),
  ]
  const { said } = await drafts(hub, { answers: ['', 's', '', 's'], edit: text => edits.shift()!(text) })
  match(said, /모르는 항목입니다: 종류: 신규\n모르는 항목입니다: 메모\n카테고리: 다음 중 하나여야 합니다/)
  match(said, /저장하지 않았습니다.\n카테고리: 다음 중[\s\S]*3\. 카테고리: 신규기능[\s\S]*저장했습니다/)
  await hub.stop()
})

test('own commits of all branches and repositories are found, others’ and stashes, merges and older ones are not', async t => {
  const { repository, drafts } = shelf(t)
  const shop = repository('shop')
  shop.commit('feat(a): 오래된 일', '2026-11-12T23:59:00+09:00')
  shop.commit('feat(b): 첫날 일', '2026-11-13T00:00:00+09:00')
  shop.commit('feat(c): 남의 일', '2026-11-19T10:00:00+09:00', dohyun)
  shop.git('checkout', '-qb', 'side')
  shop.commit('feat(d): 가지 일', '2026-11-18T10:00:00+09:00')
  shop.git('checkout', '-q', 'main')
  shop.commit('feat(e): 줄기 일')
  shop.git('merge', '-q', '--no-ff', '-m', 'Merge side', 'side')
  writeFileSync(join(shop.folder, '1.ts'), 'changed\n')
  shop.git('stash')
  const mall = repository('mall', dohyun)
  mall.commit('feat(f): 도현의 일', '2026-11-19T10:00:00+09:00', dohyun)
  mall.commit('feat(g): 지은의 일')
  const { hub } = await hubWith({ notion: false })
  const titles = async (flags: object, options: object = {}) =>
    titlesIn((await drafts(hub, { answers: Array(9).fill('n'), flags, options })).said)
  deepEqual(await titles({}), ['첫날 일', '가지 일', '줄기 일'])
  deepEqual(await titles({ since: '2026-11-19' }), ['줄기 일'])
  deepEqual(await titles({ since: '2 weeks ago' }), ['오래된 일', '첫날 일', '가지 일', '줄기 일'])
  deepEqual(await titles({ since: '2일 전' }), ['가지 일', '줄기 일'])
  deepEqual(await titles({ author: '이도현, nobody@example.com' }), ['남의 일'])
  const both = ['shop', 'mall', 'shop/../shop']
  deepEqual(await titles({ repositories: both, since: '2026-11-19' }), ['줄기 일', '도현의 일'])
  deepEqual(await titles({ repositories: ['mall'] }, { authors: ['jieun@example.com'] }), ['도현의 일', '지은의 일'])
  await hub.stop()
})

test('commits that clones and worktrees have in common are offered once, and a bare repository is read', async t => {
  const { place, repository, drafts } = shelf(t)
  const shop = repository('shop')
  shop.commit('feat: 결제')
  shop.git('worktree', 'add', '-q', '../tree', '-b', 'side')
  shop.git('clone', '-q', '--bare', '.', '../mirror.git')
  git(join(place, 'mirror.git'), ['config', 'user.email', 'jieun@example.com'])
  const { hub } = await hubWith({ notion: false })
  const repositories = ['tree', 'shop', 'mirror.git']
  match((await drafts(hub, { answers: ['n'], flags: { repositories } })).said, /^── 1\/1 tree, 커밋 1건/)
  for (const repository of ['mirror.git', 'shop/.git'])
    match(
      (await drafts(hub, { answers: ['n'], flags: { repositories: [repository] } })).said,
      new RegExp(`^── 1/1 ${repository === 'mirror.git' ? 'mirror' : 'shop'}, 커밋 1건`),
    )
  await hub.stop()
})

test('a log may be made of thousands of commits', async () => {
  const { hub, ask } = await hubWith({ notion: false })
  const origins = Array.from({ length: 10_000 }, (_, index) => `git:${index}`)
  const { state, id } = await ask('record', { log: bodyOf(), origins })
  equal(state, 'stored')
  deepEqual(await ask('record', { log: bodyOf(), origins }), { state: 'known', id })
  await hub.stop()
})

test('an editor that fails ends no session', async t => {
  const { repository, drafts } = shelf(t)
  repository('shop').commit('feat: 결제')
  const { hub } = await hubWith({ notion: false })
  const edits = [
    () => {
      throw new HubError('invalid', 'vi ended with 1')
    },
    filled,
  ]
  const { said, failure } = await drafts(hub, { answers: ['', '', 's'], edit: text => edits.shift()!(text) })
  equal(failure, undefined)
  match(said, /vi ended with 1\nEnter = 편집기에서 고치기[\s\S]*저장했습니다/)
  await hub.stop()
})

test('what is in the way is told in one line', async t => {
  const { place, repository, drafts } = shelf(t)
  mkdirSync(join(place, 'plain'))
  repository('empty')
  repository('nobody', null).commit('feat: 일')
  const { hub } = await hubWith({ notion: false })
  const failure = async (repositories: string[], more: Partial<Call> = {}) =>
    (await drafts(hub, { ...more, flags: { repositories, ...more.flags } })).failure?.message
  equal(await failure(['plain']), 'git 저장소가 아닙니다: plain')
  match((await failure([]))!, /git 저장소가 아닙니다: 지금 폴더/)
  match((await failure(['nobody']))!, /nobody에 git user.email과 user.name이 없습니다. --author/)
  match((await failure(['empty'], { flags: { since: '언젠가' } }))!, /언제부터인지 알 수 없습니다: 언젠가/)
  const missing = { program: () => Promise.reject(new HubError('invalid', 'git is not there')) as never }
  equal(await failure(['empty'], missing), 'git is not there')
  match(
    (await drafts(hub, { flags: { repositories: ['empty'] } })).said,
    /^2026-11-13부터 jieun@example.com, 김지은의 커밋이 없습니다.$/,
  )
  await hub.stop()
})
