import type { Bullet } from './extract.ts'
import { factsIn } from './facts.ts'
import type { WorkLog } from './log.ts'
import { textsOf } from './vouched.ts'

/** Something for the reader to look at; nothing is changed for it. */
export interface Advice {
  bullet: string
  /** `role`: it claims more than the logs say; `generic`: it says nothing that only this work could. */
  kind: 'role' | 'generic'
  what: string
}

/** Words that claim a rank or a first place, as one idea each: a source may say it in either language. */
const claims: RegExp[] = [
  /주도(?:적|하|해|했)|이끌|리드(?:하|해|했)|총괄|\b(?:led|leading|spearheaded|headed|drove)\b/i,
  /\b(?:managed|supervised)\b|관리 ?감독|팀을 관리/i,
  /멘토|코칭|\b(?:mentored|coached)\b/i,
  /단독(?:으로)?|혼자(?:서)?|\b(?:single-handedly|solely)\b/i,
  /최초|국내 첫|업계 첫|\b(?:first-ever|pioneered)\b/i,
  /최고|유일|\b(?:best-in-class|world-class|unique)\b/i,
  /전사(?:적|에)|\bcompany-wide\b/i,
]

const stock =
  /성공적으로|크게 기여|대폭|획기적|원활(?:한|하게)|효율성을 (?:높|극대화)|다양한 업무|\b(?:successfully|significantly|greatly|results-driven|cutting-edge|seamless(?:ly)?|leveraged|various tasks)\b/i

/** What a careful reader would ask about: claims of rank that no source makes, and phrases in place of results. */
export function adviceOn(bullets: readonly Bullet[], logs: readonly WorkLog[]): Advice[] {
  const byId = new Map(logs.map(log => [log.id, log]))
  return bullets.flatMap(({ text, sources }) => {
    const source = sources
      .flatMap(id => byId.get(id) ?? [])
      .flatMap(textsOf)
      .join('\n')
    const roles = claims.flatMap(claim => {
      const what = claim.exec(text)?.[0]
      return what !== undefined && !claim.test(source) ? [{ bullet: text, kind: 'role' as const, what }] : []
    })
    const phrase = stock.exec(text)?.[0]
    const isEmpty = phrase !== undefined && !source.includes(phrase) && factsIn(text).quantities.length === 0
    return [...roles, ...(isEmpty ? [{ bullet: text, kind: 'generic' as const, what: phrase }] : [])]
  })
}
