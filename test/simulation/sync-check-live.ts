import type { Accuse } from './check-deliveries.ts'
import { localMinute } from './seoul.ts'
import { anchorOf, type Entry, entriesIn, laterId, wordsOf } from './sync-page.ts'
import { bodyOf } from './sync-site.ts'
import type { Taken, Weeks } from './sync-weeks.ts'

const kinds: Record<string, string> = {
  'activity.created': '활동',
  'signal.created': '시그널',
  'brief.created': '브리프',
  'validation.completed': '검증 완료',
  'pilot.started': '파일럿 시작',
}

/** Each event has one entry in its Play's Live doc, in order; a signal's says its last score. */
export function checkLive({ site }: Weeks, taken: readonly Taken[], accuse: Accuse) {
  for (const [play, page] of site.live) {
    const events = taken.filter(event => event.play_id === play)
    const entries = entriesIn(bodyOf(site, page))
    const doubled = [...Map.groupBy(entries, ({ anchor }) => anchor)].filter(([, same]) => same.length > 1)
    for (const [anchor] of doubled) accuse('entry', `page ${page} has the anchor ${anchor} several times`)
    const known = new Set<string>()
    let before = -1
    for (const event of events.filter(({ type }) => type !== 'signal.scored')) {
      const at = entries.findIndex(({ anchor }) => anchor === anchorOf(`event/${event.id}`))
      if (at < 0) {
        accuse('entry', `${event.id} has no entry on page ${page}`)
        continue
      }
      if (at < before && event.again === 0)
        accuse('order', `page ${page}: the entry of ${event.id} is before one that was accepted earlier`)
      const chain = chainOf(`event/${event.id}`, entries, at)
      if (event.again === 0) before = at + chain.length - 1
      for (const { anchor } of chain) known.add(anchor)
      checkChain(event, events, chain, accuse)
    }
    for (const { anchor } of entries) if (!known.has(anchor)) accuse('phantom', `page ${page}: nobody knows ${anchor}`)
  }
}

/** The entry, and those right behind it that came because people had changed the one before. */
function chainOf(id: string, entries: readonly Entry[], at: number): Entry[] {
  const entry = entries[at]
  if (entry?.anchor !== anchorOf(id)) return []
  return [entry, ...chainOf(laterId(id), entries, at + 1)]
}

function checkChain(event: Taken, events: readonly Taken[], chain: readonly Entry[], accuse: Accuse) {
  const scores = events.filter(({ type, signal_id }) => type === 'signal.scored' && signal_id === event.id)
  const said = chain.map(({ markup }) => wordsOf(markup))
  const theirs = / ?\(고침 \d+\)/g
  const untouched = said.slice(0, -1).filter(words => !words.match(theirs))
  if (untouched.length > 0) accuse('chain', `${event.id} is told again, though nobody has changed "${untouched[0]}"`)
  const last = said.at(-1)!.replace(theirs, '')
  const wanted = sayingOf(event, scores.at(-1))
  if (last !== wanted) accuse('entry', `${event.id} says "${last}" instead of "${wanted}"`)
  const possible = new Set([undefined, ...scores].map(score => sayingOf(event, score)))
  for (const words of said)
    if (!possible.has(words.replace(theirs, ''))) accuse('entry', `${event.id} says "${words}", which nobody has said`)
}

const sayingOf = (event: Taken, score?: Taken) => {
  const { type, title, created_at, actor, result, comment } = event
  const day = localMinute(Date.parse(created_at)).slice(0, 10)
  const parts = [
    `${day} ${kinds[type]} ${title}`,
    actor && ` · ${actor}`,
    result && ` → ${result}`,
    comment && ` · ${comment}`,
    score && ` → 점수 ${score.score}`,
    score?.actor && ` · ${score.actor}`,
    score?.comment && ` · ${score.comment}`,
  ]
  return parts.filter(Boolean).join('')
}
