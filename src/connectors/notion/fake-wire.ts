import {
  bot,
  type FakeBlock,
  type FakeColumn,
  type FakePage,
  type FakeSource,
  type FakeState,
  type Json,
} from './fake-state.ts'

const noAnnotations = {
  bold: false,
  italic: false,
  strikethrough: false,
  underline: false,
  code: false,
  color: 'default',
}

/** Rich text as Notion gives it back: whole objects, neighbours of one look put together. */
export function richText(sent: Json[]): Json[] {
  const pieces: Json[] = []
  for (const { text, annotations } of sent) {
    const link = text.link ? { url: text.link.url } : null
    const looks = { ...noAnnotations, ...annotations }
    const last = pieces.at(-1)
    const isAlike = last && JSON.stringify([last.annotations, last.text.link]) === JSON.stringify([looks, link])
    if (isAlike && last.text.content.length + text.content.length <= 2000) {
      last.text.content += text.content
      last.plain_text += text.content
    } else if (text.content !== '')
      pieces.push({
        type: 'text',
        text: { content: text.content, link },
        annotations: looks,
        plain_text: text.content,
        href: link?.url ?? null,
      })
  }
  return pieces
}

export const plainText = (texts: Json[]): string => texts.map(({ plain_text }) => plain_text).join('')

const user = (id: string) => ({ object: 'user', id })

export function pageOut(state: FakeState, page: FakePage): Json {
  const source = page.source ? state.sources.get(page.source)! : undefined
  return {
    object: 'page',
    id: page.id,
    created_time: page.made.toISOString(),
    last_edited_time: page.edited.toISOString(),
    created_by: user(bot),
    last_edited_by: user(page.editor),
    in_trash: page.trashed,
    is_locked: false,
    url: addressOf(page.id),
    public_url: null,
    icon: null,
    cover: null,
    parent: source
      ? { type: 'data_source_id', data_source_id: source.id, database_id: source.database }
      : { type: 'workspace', workspace: true },
    properties: source
      ? Object.fromEntries(source.columns.map(column => [column.name, valueOut(page, column)]))
      : { title: { id: 'title', type: 'title', title: richText([{ text: { content: page.title } }]) } },
  }
}

export const addressOf = (id: string) => `https://www.notion.so/${id.replaceAll('-', '')}`

/** Of a relation at most 25, with a word that there are more. */
const mostRelated = 25

function valueOut(page: FakePage, { id, type }: FakeColumn): Json {
  const value = page.values.get(id)
  if (type === 'relation') {
    const related: string[] = value ?? []
    const relation = related.slice(0, mostRelated).map(one => ({ id: one }))
    return { id, type, relation, has_more: related.length > mostRelated }
  }
  return { id, type, [type]: value ?? emptyOf(type) }
}

const emptyOf = (type: string) => {
  if (['title', 'rich_text', 'multi_select', 'people', 'files'].includes(type)) return []
  return type === 'checkbox' ? false : null
}

export function sourceOut(state: FakeState, source: FakeSource): Json {
  const database = state.databases.get(source.database)!
  return {
    object: 'data_source',
    id: source.id,
    title: richText([{ text: { content: source.name } }]),
    description: [],
    parent: { type: 'database_id', database_id: source.database },
    database_parent: { type: 'page_id', page_id: database.parent },
    is_inline: false,
    in_trash: database.trashed,
    created_time: database.made.toISOString(),
    last_edited_time: database.made.toISOString(),
    created_by: user(bot),
    last_edited_by: user(bot),
    properties: Object.fromEntries(source.columns.map(column => [column.name, columnOut(state, column)])),
    icon: null,
    cover: null,
    url: addressOf(database.id),
    public_url: null,
  }
}

function columnOut(state: FakeState, { id, name, type, options, to, dual }: FakeColumn): Json {
  const listed = options.map(option => ({ ...option, description: null }))
  const held: Record<string, Json> = {
    select: { options: listed },
    multi_select: { options: listed },
    status: { options: listed, groups: [] },
    number: { format: 'number' },
    relation: {
      database_id: to && state.sources.get(to)?.database,
      data_source_id: to,
      ...(dual
        ? {
            type: 'dual_property',
            dual_property: { synced_property_id: dual.id, synced_property_name: dual.name },
          }
        : { type: 'single_property', single_property: {} }),
    },
  }
  return { id, name, description: null, type, [type]: held[type] ?? {} }
}

export function databaseOut(state: FakeState, id: string): Json {
  const { title, parent, sources, trashed, made } = state.databases.get(id)!
  return {
    object: 'database',
    id,
    title: richText([{ text: { content: title } }]),
    description: [],
    parent: { type: 'page_id', page_id: parent },
    is_inline: false,
    in_trash: trashed,
    is_locked: false,
    created_time: made.toISOString(),
    last_edited_time: made.toISOString(),
    data_sources: sources.map(source => ({ id: source, name: state.sources.get(source)!.name })),
    icon: null,
    cover: null,
    url: addressOf(id),
    public_url: null,
  }
}

export const blockOut = (block: FakeBlock, page: FakePage): Json => ({
  object: 'block',
  id: block.id,
  parent: { type: 'page_id', page_id: page.id },
  created_time: block.made.toISOString(),
  last_edited_time: block.edited.toISOString(),
  created_by: user(block.editor),
  last_edited_by: user(block.editor),
  has_children: block.children.length > 0,
  in_trash: false,
  type: block.type,
  [block.type]: block.held,
})

/** A page as Notion writes it: a line a block, what is below it behind a tab. */
export const markdownOut = (blocks: FakeBlock[], indent = ''): string =>
  blocks
    .map(({ type, held, children }) => {
      const words = (held.rich_text ?? []).map(written).join('').replaceAll('\n', '<br>')
      const line = indent + markOf(type, held) + (type === 'code' ? codeText(held) : words)
      return children.length === 0 ? line : `${line}\n${markdownOut(children, `${indent}\t`)}`
    })
    .join('\n')

const codeText = (held: Json) => `${held.language}\n${plainText(held.rich_text)}\n\`\`\``

const markOf = (type: string, { checked }: Json): string =>
  ({
    heading_1: '# ',
    heading_2: '## ',
    heading_3: '### ',
    bulleted_list_item: '- ',
    numbered_list_item: '1. ',
    to_do: checked ? '- [x] ' : '- [ ] ',
    quote: '> ',
    code: '```',
    divider: '---',
  })[type] ?? ''

function written({ plain_text: text, annotations, href }: Json): string {
  const { bold, italic, strikethrough, code } = annotations
  const marks = (bold ? '**' : '') + (italic ? '*' : '') + (strikethrough ? '~~' : '') + (code ? '`' : '')
  const words = marks + (code ? text : text.replace(/([*~`[\]<>])/g, '\\$1')) + [...marks].reverse().join('')
  return href ? `[${words}](${href})` : words
}
