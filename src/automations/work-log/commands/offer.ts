import { type Body, type LogShell, linesOf, shownBody, wrongIn } from './body.ts'
import { edited } from './context.ts'
import { fileOf, readFile } from './draft-file.ts'
import { editsOf } from './kept.ts'
import { save } from './save.ts'
import { commandWords } from './words.ts'

/** A log that a person has yet to complete, and what it is made of. */
export interface Offer {
  /** Where it comes from, in a line. */
  what: string
  body: Body
  origins: string[]
}

/** Which of the origins are in no log yet. */
export async function unlogged(shell: LogShell, origins: readonly string[]): Promise<Set<string>> {
  const open = new Set(origins)
  const all = [...open]
  for (let start = 0; start < all.length; start += atOnce) {
    const { outcome } = await shell.task('known', { origins: all.slice(start, start + atOnce) })
    for (const { origin } of outcome as { origin: string }[]) open.delete(origin)
  }
  return open
}

const atOnce = 500

type Fate = 'saved' | 'skipped' | 'stop'

/** Goes through the drafts with a person: each is edited, saved, skipped, or left for later with all behind it. */
export async function offerAll(shell: LogShell, offers: readonly Offer[]): Promise<void> {
  const words = commandWords(shell.language).offer
  const edits = await editsOf(shell)
  let saved = 0
  for (const [index, offer] of offers.entries()) {
    const begun = { status: shell.options.statuses[0]!, ...offer.body }
    const own = { ...offer, body: edits.of(offer.origins) ?? begun }
    shell.say(words.place(index + 1, offers.length, offer.what))
    const fate = await offerOne(shell, own, edits)
    if (fate === 'saved') saved++
    if (fate === 'stop') {
      shell.say(words.stopped(offers.length - index))
      break
    }
  }
  shell.say(words.done(saved, offers.length))
}

async function offerOne(shell: LogShell, offer: Offer, edits: Awaited<ReturnType<typeof editsOf>>): Promise<Fate> {
  const words = commandWords(shell.language).offer
  let { body } = offer
  shell.say(shownBody(body, shell))
  for (;;) {
    const said = await shell.ask({
      text: words.ask,
      problem: text => (/^[snq]?$/i.test(text) ? undefined : words.choose),
    })
    if (/n/i.test(said)) return 'skipped'
    if (/q/i.test(said)) return 'stop'
    if (/s/i.test(said)) {
      if ((await save(shell, body, offer.origins)) === 'stays') continue
      await edits.drop(offer.origins)
      return 'saved'
    }
    const file = await edited(shell, fileOf(body, shell), 'log.md')
    if (file === undefined) continue
    const { body: corrected, strange } = readFile(file, shell)
    body = corrected
    await edits.keep(offer.origins, body)
    shell.say(shownBody(body, shell))
    const wrong = [...strange.map(words.unknownHeader), ...linesOf(wrongIn(body, shell), shell)]
    if (wrong.length > 0) shell.say(wrong.join('\n'))
  }
}
