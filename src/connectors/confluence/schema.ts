import { z } from 'zod'

/** Cloud writes ids as strings, Data Center some of them as numbers. */
const id = z.union([z.string().min(1), z.number()]).transform(String)

const Links = z.object({ base: z.string().optional(), webui: z.string().optional() }).catch({})

/** A page as both APIs tell it. `status` may be one that we do not know. */
export const WirePage = z.object({
  id,
  title: z.string(),
  status: z.string().catch('current'),
  version: z.object({ number: z.number() }),
  body: z.object({ storage: z.object({ value: z.string() }).optional().catch(undefined) }).catch({}),
  _links: Links,
})
export type WirePage = z.output<typeof WirePage>

/** A page that is read must bring its body: to edit one that seems empty would empty it. */
export const WholePage = WirePage.extend({ body: z.object({ storage: z.object({ value: z.string() }) }) })
export type WholePage = z.output<typeof WholePage>

/** Cloud gives the base of links once for a whole list. */
export const WholePages = z.object({ results: z.array(WholePage), _links: Links })

export const WireSpace = z.object({ id, key: z.string(), name: z.string().catch('') })
export const WireSpaces = z.object({ results: z.array(WireSpace), _links: Links })

export const WireProperty = z.object({ id, value: z.unknown(), version: z.object({ number: z.number() }) })
export const WireProperties = z.object({ results: z.array(WireProperty) })

/** Where a page is: Cloud gives the id of the space, Data Center the space itself. */
export const WireSpaceId = z.object({ spaceId: id })
export const WireInSpace = z.object({ space: WireSpace })

/** The pages below another one. More of them are where `next` leads, as long as there is one. */
export const WireChildren = z.object({
  results: z.array(z.object({ id })),
  _links: z.object({ next: z.string().optional() }).catch({}),
})

/** What a search has found. What is not content (a person, a space) is left out. */
export const WireFound = z.object({
  content: z.object({
    id,
    type: z.string(),
    title: z.string().optional().catch(undefined),
    space: z.object({ key: z.string() }).optional().catch(undefined),
    _links: Links,
  }),
  title: z.string().catch(''),
  excerpt: z.string().catch(''),
})
export type WireFound = z.output<typeof WireFound>
export const WireFounds = z.object({ results: z.array(WireFound.nullable().catch(null)), _links: Links })

/** Whoever is asked for without a credential is of type `anonymous`. */
export const WireUser = z.object({ type: z.string().catch(''), displayName: z.string().nullish().catch(undefined) })

/** What each id is of: `null` where there is nothing that this user may see. */
export const WireKinds = z.object({ results: z.record(z.string(), z.string().nullable()) })

export const Anything = z.unknown()
