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

/** Of a search only ids: the index may lag, so the pages are read one by one. */
export const Found = z.object({ results: z.array(z.object({ id }).nullable().catch(null)) })

/** Whoever is asked for without a credential is of type `anonymous`. */
export const WireUser = z.object({ type: z.string().catch(''), displayName: z.string().nullish().catch(undefined) })

export const Anything = z.unknown()
