import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aDeployment, deployScene, type Scene } from '../../../test/deploy-scene.ts'
import { fc } from '../../../test/property.ts'

/** What somebody does to the page: writes a note somewhere, or rewrites one that is there. */
interface Edit {
  where: number
  rewrites: boolean
  words: string
  /** After Dure has read the page, so that its save comes too late; else when it has saved. */
  when: 'read' | 'saved'
}

const edit = fc.record<Edit>({
  where: fc.nat(99),
  rewrites: fc.boolean(),
  words: fc.stringMatching(/^[a-zA-Z가-힣 ]{0,20}$/),
  when: fc.constantFrom('read', 'read', 'saved'),
})
/** Five reads in a row that somebody is faster than would be a conflict. */
const hours = fc.array(fc.array(edit, { minLength: 4, maxLength: 14 }), { minLength: 8, maxLength: 8 })

/** People at the page: they know what they have written. */
function writers({ confluence }: Scene, id: string) {
  const notes: string[] = []
  return {
    notes,
    write({ where, rewrites, words }: Edit) {
      const number = rewrites && notes.length > 0 ? where % notes.length : notes.length
      const noted = `<strong>${number}번</strong> ${words} 끝`
      confluence.edit(id, body => {
        if (number < notes.length) return body.replace(notes[number]!, () => noted)
        // Outside of Dure's boxes: before any of them, or behind the last.
        const places = [...body.matchAll(/<ac:structured-macro[^>]*ac:name="excerpt"/g)].map(({ index }) => index)
        const at = [...places, body.length, 0][where % (places.length + 2)]!
        return `${body.slice(0, at)}<p>${noted}</p>${body.slice(at)}`
      })
      notes[number] = noted
    },
  }
}

test('of 1 000 random edits that people make while the report is updated none is lost', async () => {
  let made = 0
  const property = fc.asyncProperty(hours, async hours => {
    const scene = await deployScene({ now: '2026-11-16T09:59:30+09:00', slack: 'none' })
    const issue = aDeployment(scene, { key: 'DEP-1' })
    await scene.hub.run('deploy-report/create')
    const { id } = scene.page('2026-W48')
    const { notes, write } = writers(scene, id)
    for (const [hour, edits] of hours.entries()) {
      issue.summary = `결제 서버 ${hour}`
      const open = {
        read: edits.filter(({ when }) => when === 'read').slice(0, 4),
        saved: edits.filter(({ when }) => when === 'saved'),
      }
      scene.meanwhile = ({ when, system, method, path }) => {
        if (when === 'before' || system !== 'confluence' || !path.endsWith(`/${id}`)) return
        for (const one of method === 'GET' ? open.read.splice(0, 1) : open.saved.splice(0)) {
          made += 1
          write(one)
        }
      }
      const [{ state }] = (await scene.hub.run('deploy-report/update', { period: '2026-W48' })).outcome
      assert.equal(state, 'updated')
      assert.equal(open.read.length, 0)
      const body = scene.page('2026-W48').body.replace(/ (ac:)?local-id="\d+"/g, '')
      assert.ok(body.includes(`결제 서버 ${hour}`))
      for (const note of notes) assert.equal(body.split(`<p>${note}</p>`).length, 2, `of "${note}" there is not one`)
    }
  })
  await fc.assert(property, { numRuns: 22, seed: 48 })
  assert.ok(made >= 1000, `${made} edits`)
})
