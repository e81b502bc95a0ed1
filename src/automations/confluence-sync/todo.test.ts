import { deepEqual, equal, match, notEqual, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { type SyncScene, syncScene } from '../../../test/sync-scene.ts'

const askFor = async (scene: SyncScene, play_id = 'EXT_Desk_D01', body_md?: string) => {
  const asked = await scene.ask('todo', { play_id, ...(body_md !== undefined && { body_md }) })
  await scene.hub.workOff()
  return asked
}
const pagesBelow = ({ site, ids }: SyncScene) =>
  [...site.pages.values()].filter(({ parent, status }) => parent === ids.todo && status === 'current')
const times = (text: string, what: string) => text.split(what).length - 1

for (const kind of ['cloud', 'server'] as const)
  test(`ToDo 페이지가 Project TODO 아래에 만들어지고 두 페이지에서 한 번씩 링크된다 (${kind})`, async () => {
    const scene = await syncScene({ kind })
    await askFor(scene, 'EXT_Desk_D01', '# 할 일\n\n- [ ] 대상 기업 목록\n- [x] 발표 자료')
    const [page, ...others] = pagesBelow(scene)
    deepEqual([page!.title, others.length], ['EXT_Desk_D01 ToDo List', 0])
    match(await scene.textOf(page!.id), /# 할 일\n\n- \[ \] 대상 기업 목록\n- \[x\] 발표 자료/)
    for (const place of [scene.ids.todo, scene.ids.playDb])
      equal(times(await scene.textOf(place), '[EXT_Desk_D01 ToDo List]('), 1)
    const again = await askFor(scene)
    equal(again.page_id, page!.id)
    equal(pagesBelow(scene).length, 1)
    equal(times(await scene.textOf(scene.ids.todo), '[EXT_Desk_D01 ToDo List]('), 1, 'asked for twice, linked once')
  })

test('사람이 이름을 바꾸거나 옮긴 페이지도 같은 페이지로 알아보고, 사람이 지운 링크만 다시 단다', async () => {
  const scene = await syncScene()
  await askFor(scene)
  const [page] = pagesBelow(scene)
  Object.assign(page!, { title: 'D01 할 일', parent: scene.ids.playDb })
  scene.site.edit(scene.ids.todo, () => '<h2>스프린트</h2><p>다 지우고 새로 썼다</p>')
  equal((await askFor(scene)).page_id, page!.id)
  equal(pagesBelow(scene).length, 0)
  match(await scene.textOf(scene.ids.todo), /다 지우고 새로 썼다\n\n- \[D01 할 일\]\(/)
})

test('허브가 잊은 페이지는 제목이 아니라 속성으로 찾는다', async () => {
  const first = await syncScene()
  await askFor(first)
  const [page] = pagesBelow(first)
  page!.title = '바뀐 제목'
  await first.hub.store.db.deleteFrom('document').execute()
  equal((await askFor(first)).page_id, page!.id)
  equal(pagesBelow(first).length, 1)
})

test('설정에 적힌 ToDo 페이지를 쓰고, 없어진 페이지는 새로 만든다', async () => {
  const scene = await syncScene({ options: { play_todo_pages: { EXT_Desk_D02: '1' } } })
  await rejects(askFor(scene, 'EXT_Desk_D02'), { code: 'not_found' })
  await askFor(scene)
  const [page] = pagesBelow(scene)
  page!.status = 'trashed'
  const { delivery } = await askFor(scene)
  equal(delivery, 'todo/EXT_Desk_D01/1')
  const [anew] = pagesBelow(scene)
  notEqual(anew!.id, page!.id)
})

test('만든 뒤 답을 잃거나 링크하기 전에 죽어도 페이지와 링크는 하나씩이다', async () => {
  const scene = await syncScene()
  let lost = false
  scene.site.state.afterwards = ({ method }) => {
    if (method !== 'POST' || lost) return
    lost = true
    throw new Error('connection reset')
  }
  await scene.ask('todo', { play_id: 'EXT_Desk_D01' })
  await scene.hub.workOff(300)
  await scene.hub.restart()
  await scene.hub.workOff()
  equal(lost, true)
  equal(pagesBelow(scene).length, 1)
  for (const place of [scene.ids.todo, scene.ids.playDb])
    equal(times(await scene.textOf(place), '[EXT_Desk_D01 ToDo List]('), 1)
})

test('Play DB에 ToDo 열이 있으면 빈 칸에 링크하고, 사람이 고친 칸은 그대로 둔다', async () => {
  const scene = await syncScene({ options: { play_db: { todo: '할 일' } } })
  const cells = async () => (await scene.rowsOf(scene.ids.playDb)).map(row => row['할 일'])
  await askFor(scene, 'EXT_Desk_D02')
  deepEqual(await cells(), ['', 'EXT_Desk_D02 ToDo List', ''])
  scene.site.edit(scene.ids.playDb, body => body.replace('ToDo List</a>', 'ToDo List</a> 박도윤이 맡음'))
  await askFor(scene, 'EXT_Desk_D02')
  deepEqual(await cells(), ['', 'EXT_Desk_D02 ToDo List 박도윤이 맡음', ''])
})

test('제목이 이미 있어 만들지 못한 페이지는, 비켜 준 뒤 다시 부탁하면 만든다', async () => {
  const scene = await syncScene()
  const { id } = scene.site.addPage({ space: 'AX', title: 'EXT_Desk_D01 ToDo List', body: '<p>다른 사람의 글</p>' })
  await askFor(scene)
  equal(pagesBelow(scene).length, 0)
  scene.site.pages.get(id)!.title = '옛 목록'
  const { delivery } = await askFor(scene)
  equal(delivery, 'todo/EXT_Desk_D01/1', 'the key of the failed one is used up')
  equal(pagesBelow(scene).length, 1)
})

test('모르는 Play와 설정되지 않은 Project TODO는 고칠 것을 말한다', async () => {
  const scene = await syncScene()
  await rejects(askFor(scene, 'EXT_Desk_D09'), /no Play "EXT_Desk_D09"\. Near it are EXT_Desk_D0/)
  const without = await syncScene({ settings: { CONFLUENCE_TODO_PAGE_ID: undefined as never } })
  await rejects(askFor(without), /set CONFLUENCE_TODO_PAGE_ID in \.env/)
})
