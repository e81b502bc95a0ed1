import { type Clerks, newClerks } from './deploy-clerks.ts'
import type { Office } from './deploy-office.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** Those who work in Jira and write on the pages, whatever the hub is doing. */
export interface People extends Clerks {
  /** One note on a page: written, rewritten or taken away again. */
  note(page?: string): void
  /** What has been written, by page; undefined: taken away by its writer. */
  readonly notes: { page: string; text: string | undefined }[]
}

const minute = 60_000

/** `restAt`: from then on nobody changes anything in Jira any more, so that the hub can come to rest. */
export function newPeople(office: Office, world: World, random: Random, restAt: number): People {
  const notes: { page: string; text: string | undefined }[] = []
  return {
    ...newClerks(office, world, random.fork('jira'), () => world.time > restAt),
    notes,
    note: writer(office, random.fork('notes'), notes),
  }
}

/** Lets them work until `untilMs`. */
export function letWork(people: People, office: Office, world: World, random: Random, untilMs: number) {
  const again = (name: string, meanMs: number, action: () => void) => {
    const dice = random.fork(name)
    const next = () => {
      if (world.time > untilMs) return
      action()
      world.after(-Math.log(1 - dice.next()) * meanMs, name, next)
    }
    world.after(minute, '', next)
  }
  again('someone works in Jira', random.between(4, 15) * minute, people.change)
  again('someone writes on a page', random.between(6, 30) * minute, () => people.note())
  again('someone talks', 90 * minute, () => void office.slack.say('deploy', '배포 언제 하나요? @here'))
}

/** Outside of Dure's boxes: before any of them, or behind the last. */
function writer({ confluence }: Office, random: Random, notes: People['notes']): (page?: string) => void {
  const ours = () => [...confluence.pages.values()].filter(({ body }) => body.includes('dure:'))
  const anew = (page: string) => {
    const text = `메모 ${notes.length} ${random.pick(['연기', '확인', '<strong>급함</strong>'])} 끝`
    notes.push({ page, text })
    confluence.edit(page, body => {
      const places = [...body.matchAll(/<ac:structured-macro[^>]*ac:name="excerpt"/g)].map(({ index }) => index)
      const at = random.pick([...places, body.length])
      return `${body.slice(0, at)}<p>${text}</p>${body.slice(at)}`
    })
  }
  const again = (note: People['notes'][number], text: string | undefined) => {
    const before = note.text!
    note.text = text
    confluence.edit(note.page, body =>
      text === undefined
        ? body.replace(new RegExp(`<p[^>]*>${before}</p>`), '')
        : body.replace(`>${before}<`, () => `>${text}<`),
    )
  }
  return given => {
    const page = given ?? (ours().length > 0 ? random.pick(ours()).id : undefined)
    if (page === undefined) return
    const own = notes.filter(note => note.page === page && note.text !== undefined)
    if (own.length === 0 || random.chance(0.6)) return anew(page)
    const note = random.pick(own)
    again(note, random.chance(0.3) ? undefined : note.text!.replace(/ 끝$/, ' 고침 끝'))
  }
}
