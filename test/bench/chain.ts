import type { Call } from './atlassian.ts'

interface Step {
  as: string
  /** What the call is recorded as. */
  call: RegExp
  /** Steps without whose answers the call cannot be made. */
  needs: string[]
  /** Each of these calls needs the answer of the one before. Others of one step are made at the same time. */
  inSeries?: boolean
}

/** What the deploy report asks and writes, and what each of it has to wait for whoever does the asking. */
const steps: Step[] = [
  { as: 'server info', call: /^GET \/rest\/api\/2\/serverInfo$/, needs: [] },
  { as: 'myself', call: /^GET \/rest\/api\/2\/myself$/, needs: [] },
  { as: 'fields', call: /^GET \/rest\/api\/\d\/field$/, needs: [] },
  // The kind of Jira decides the path, the user's time zone what its days are, and fields are named by their ids. Where a
  // page goes on, the page before it says.
  {
    as: 'search',
    call: /^POST \/rest\/api\/3\/search\/jql$/,
    needs: ['server info', 'myself', 'fields'],
    inSeries: true,
  },
  // The last of their keys are on the last page.
  { as: 'tickets', call: /^POST \/rest\/api\/3\/issue\/bulkfetch$/, needs: ['search'] },
  { as: 'site', call: /^GET \/wiki\/api\/v2\/spaces limit$/, needs: [] },
  { as: 'space', call: /^GET \/wiki\/api\/v2\/spaces keys/, needs: ['site'] },
  { as: 'macros', call: /^GET \/wiki\/rest\/api\/search /, needs: ['site'], inSeries: true },
  { as: 'macro', call: /^GET \/wiki\/api\/v2\/pages\/:macro /, needs: ['macros'] },
  { as: 'create page', call: /^POST \/wiki\/api\/v2\/pages$/, needs: ['tickets', 'space', 'macro'] },
  // Only a change is worth reading the page, and what is read long before it is saved is stale.
  { as: 'page', call: /^GET \/wiki\/api\/v2\/pages\/:id /, needs: ['tickets'] },
  { as: 'mark', call: /^GET \/wiki\/api\/v2\/pages\/:id\/properties /, needs: ['tickets'] },
  { as: 'save page', call: /^PUT \/wiki\/api\/v2\/pages\/:id$/, needs: ['page', 'mark', 'macro'] },
  // It says what the server made of the page.
  { as: 'save mark', call: /^(POST|PUT) \/wiki\/api\/v2\/pages\/:id\/properties/, needs: ['create page', 'save page'] },
]

export interface Chain {
  /** How many calls follow one another. */
  length: number
  /** `myself → 10 × search → tickets` */
  text: string
}

/** The longest chain among these calls of one run: nobody who makes the same calls can be done before its end. */
export function longestChain(calls: readonly Call[]): Chain {
  const stranger = calls.find(({ name }) => !steps.some(({ call }) => call.test(name)))
  if (stranger) throw new Error(`the lower bound does not know of ${stranger.name}`)
  const chainTo = (as: string): Chain => {
    const { call, needs, inSeries } = steps.find(step => step.as === as)!
    const made = calls.filter(({ name }) => call.test(name)).length
    const before = longest(needs.map(chainTo))
    if (made === 0) return before
    const length = inSeries ? made : 1
    const text = length > 1 ? `${length} × ${as}` : as
    return { length: before.length + length, text: before.length > 0 ? `${before.text} → ${text}` : text }
  }
  return longest(steps.map(({ as }) => chainTo(as)))
}

const longest = (chains: Chain[]): Chain =>
  chains.reduce((best, chain) => (chain.length > best.length ? chain : best), { length: 0, text: '' })
