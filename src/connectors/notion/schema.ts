import { z } from 'zod'

/** The shapes of the wire: only what is read, lenient about the rest. */

const RichText = z.object({
  plain_text: z.string(),
  href: z.string().nullish().catch(null),
  annotations: z
    .object({
      bold: z.boolean().catch(false),
      italic: z.boolean().catch(false),
      strikethrough: z.boolean().catch(false),
      code: z.boolean().catch(false),
      underline: z.boolean().catch(false),
      color: z.string().catch('default'),
    })
    .catch({ bold: false, italic: false, strikethrough: false, code: false, underline: false, color: 'default' }),
})
export type WireText = z.output<typeof RichText>
export const RichTexts = z.array(RichText)

const plain = RichTexts.transform(parts => parts.map(part => part.plain_text).join(''))

const Option = z.object({ id: z.string(), name: z.string() })
const Options = z.object({ options: z.array(Option) })
const named = z.object({ name: z.string() })

/** A property as the database declares it. Types that no automation can declare keep their name alone. */
export const WireColumn = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  select: Options.optional(),
  multi_select: Options.optional(),
  status: Options.optional(),
  relation: z
    .object({
      data_source_id: z.string(),
      dual_property: z.object({ synced_property_name: z.string(), synced_property_id: z.string() }).optional(),
    })
    .optional(),
})
export type WireColumn = z.output<typeof WireColumn>

export const WireDatabase = z.object({
  id: z.string(),
  url: z.string().catch(''),
  in_trash: z.boolean().catch(false),
  data_sources: z.array(z.object({ id: z.string(), name: z.string().catch('') })),
})

export const WireDataSource = z.object({
  id: z.string(),
  url: z.string().catch(''),
  in_trash: z.boolean().catch(false),
  parent: z.object({ database_id: z.string().optional() }).catch({}),
  properties: z.record(z.string(), WireColumn),
})
export type WireDataSource = z.output<typeof WireDataSource>

/** What a row holds of one property; a relation may say that it has more than it tells. */
export const WireValue = z.object({
  id: z.string(),
  type: z.string(),
  has_more: z.boolean().optional(),
  title: plain.optional(),
  rich_text: plain.optional(),
  number: z.number().nullish(),
  checkbox: z.boolean().optional(),
  url: z.string().nullish(),
  date: z.object({ start: z.string(), end: z.string().nullish() }).nullish(),
  select: named.nullish(),
  status: named.nullish(),
  multi_select: z.array(named).optional(),
  relation: z.array(z.object({ id: z.string() })).optional(),
})
export type WireValue = z.output<typeof WireValue>

/** Values of types that are not ours may have any shape. */
const Foreign = z.object({ id: z.string(), type: z.string() }).transform(({ id, type }): WireValue => ({ id, type }))

export const WirePage = z.object({
  id: z.string(),
  url: z.string().catch(''),
  created_time: z.string(),
  last_edited_time: z.string(),
  in_trash: z.boolean().catch(false),
  properties: z.record(z.string(), z.union([WireValue, Foreign])),
})
export type WirePage = z.output<typeof WirePage>

/** `has_more` without a cursor, and the same cursor twice, are judged by those who turn the pages. */
const Paged = { next_cursor: z.string().nullish(), has_more: z.boolean() }

export const WireRows = z.object({
  ...Paged,
  results: z.array(WirePage),
  request_status: z.object({ type: z.string() }).optional(),
})

export const WireItems = z.object({
  ...Paged,
  results: z.array(z.object({ relation: z.object({ id: z.string() }) })),
})

/** A block; what it holds stands under the name of its type. */
export const WireBlock = z
  .object({ id: z.string(), type: z.string(), has_children: z.boolean().catch(false) })
  .catchall(z.unknown())
export type WireBlock = z.output<typeof WireBlock>

export const WireBlocks = z.object({ ...Paged, results: z.array(WireBlock) })

export const WireMarkdown = z.object({ markdown: z.string(), truncated: z.boolean().catch(false) })

export const WireBot = z.object({
  id: z.string(),
  name: z.string().nullish(),
  bot: z.object({ workspace_name: z.string().nullish() }).catch({}),
})

export const Created = z.object({ id: z.string(), url: z.string().catch('') })

export const Anything = z.unknown()
