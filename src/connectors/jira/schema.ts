import { z } from 'zod'

/** The wire, as far as it is read. Cloud and Data Center differ in what they leave out, so most of it may be missing. */

const text = z.string().nullish().catch(null)
const word = z.string().catch('')
const id = z.union([z.string(), z.number()]).pipe(z.coerce.string())

export const WireServerInfo = z.object({ baseUrl: text, deploymentType: text, version: text })

/** Cloud: `accountId`; its `key` and `name` are gone or empty. Data Center: `key` and `name`. */
export const WireUser = z.object({
  accountId: text,
  key: text,
  name: text,
  displayName: text,
  emailAddress: text,
  active: z.boolean().catch(true),
  deleted: z.boolean().catch(false),
  timeZone: text,
})
export type WireUser = z.output<typeof WireUser>

const Status = z.object({ name: word, statusCategory: z.object({ key: word }).nullish().catch(null) })
export type WireStatus = z.output<typeof Status>

/** What a link tells of the issue at its other end; people, dates and custom fields are not among it. */
const LinkedIssue = z.object({
  key: z.string().min(1),
  fields: z.object({ summary: word, status: Status.nullish().catch(null) }).nullish(),
})
const LinkType = z.object({ id, name: word, inward: word, outward: word })
const Link = z.object({ type: LinkType, inwardIssue: LinkedIssue.nullish(), outwardIssue: LinkedIssue.nullish() })
export type WireLink = z.output<typeof Link>

const named = z.object({ name: word }).nullish().catch(null)
export const WireIssue = z.object({
  id,
  key: z.string().min(1),
  fields: z.looseObject({
    summary: text,
    status: Status,
    issuetype: named,
    priority: named,
    assignee: z.unknown().optional(),
    issuelinks: z.array(Link).nullish(),
  }),
})
export type WireIssue = z.output<typeof WireIssue>

export const CloudPage = z.object({
  issues: z.array(WireIssue),
  nextPageToken: z.string().nullish(),
  isLast: z.boolean().nullish(),
  warnings: z.array(z.unknown()).nullish().catch(null),
})
export const ServerPage = z.object({
  issues: z.array(WireIssue),
  total: z.number(),
  warningMessages: z.array(z.unknown()).nullish().catch(null),
})
/** Issues that are gone or hidden are in `issueErrors`, or nowhere. */
export const WireIssues = z.object({ issues: z.array(WireIssue) })

const WireField = z.object({
  id: z.string().min(1),
  key: text,
  name: word,
  /** Of Cloud: the name before the administrators' language. */
  untranslatedName: text,
  clauseNames: z.array(z.string()).catch([]),
  schema: z
    .object({ type: word, items: text, customId: z.number().nullish().catch(null) })
    .nullish()
    .catch(null),
  /** A field that belongs to one team-managed project. */
  scope: z
    .object({ project: z.object({ id }).nullish() })
    .nullish()
    .catch(null),
})
export type WireField = z.output<typeof WireField>
export const WireFields = z.array(WireField)

export const WireLinkTypes = z.object({ issueLinkTypes: z.array(LinkType) })
export const WireProject = z.object({ key: z.string(), name: word })
