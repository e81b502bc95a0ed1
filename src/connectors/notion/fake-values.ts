import {
  type FakeColumn,
  type FakePage,
  type FakeSource,
  type FakeState,
  invalid,
  type Json,
  unknown,
} from './fake-state.ts'
import { richText } from './fake-wire.ts'

/** Takes the properties of a request into a row. A relation is replaced, and told to the other side. */
export function takeValues(state: FakeState, source: FakeSource, page: FakePage, properties: Json) {
  const taken = Object.entries(properties).map(([name, sent]) => {
    const column = source.columns.find(one => one.name === name || one.id === name)
    if (!column) return invalid(`${name} is not a property that exists.`)
    if (!(column.type in sent)) return invalid(`${name} is expected to be ${column.type}.`)
    return { column, value: valueIn(state, column, sent[column.type], name) }
  })
  for (const { column, value } of taken) {
    if (column.dual) mirror(state, column, page, value as string[])
    page.values.set(column.id, value)
  }
}

function valueIn(state: FakeState, column: FakeColumn, sent: any, name: string): unknown {
  switch (column.type) {
    case 'title':
    case 'rich_text':
      if (!Array.isArray(sent))
        return invalid(`body failed validation: body.properties.${name}.${column.type} should be an array.`)
      return richText(sent)
    case 'url':
      if (sent === '')
        return invalid(
          `body failed validation: body.properties.${name}.url.length should be ≥ \`1\`, instead was \`0\`.`,
        )
      return sent
    case 'date':
      return sent && dateIn(sent, name)
    case 'select':
      return sent && optionIn(state, column, sent.name)
    case 'multi_select':
      return sent.map((option: Json) => optionIn(state, column, option.name))
    case 'status':
      return sent && statusIn(column, sent.name)
    case 'relation':
      return sent.map(({ id }: Json) => (state.pages.get(id)?.shared ? id : unknown('page', id)))
    default:
      return sent
  }
}

function dateIn({ start, end }: Json, name: string): Json {
  for (const text of [start, end ?? start])
    if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(Date.parse(text)))
      invalid(`body failed validation: body.properties.${name}.date.start should be a valid ISO 8601 date string.`)
  return { start, end: end ?? null, time_zone: null }
}

/** An option that is unknown becomes one, without a word. */
function optionIn(state: FakeState, column: FakeColumn, name: string) {
  if (!name) return invalid(`${name} is an invalid select option`)
  if (name.includes(',')) return invalid(`Invalid select option, commas not allowed: ${name}`)
  const known = column.options.find(option => option.name === name)
  if (known) return known
  const made = state.makeOption(name)
  column.options.push(made)
  return made
}

const statusIn = (column: FakeColumn, name: string) =>
  column.options.find(option => option.name === name) ??
  invalid(`Invalid status option. Status option "${name}" does not exist".`)

/** The other side of a two-way relation gains and loses this row. */
function mirror(state: FakeState, column: FakeColumn, page: FakePage, wanted: string[]) {
  const before: string[] = page.values.get(column.id) ?? []
  const backOf = (id: string): string[] => state.pages.get(id)!.values.get(column.dual!.id) ?? []
  const set = (id: string, ids: string[]) => void state.pages.get(id)!.values.set(column.dual!.id, ids)
  for (const id of before.filter(one => !wanted.includes(one)))
    set(
      id,
      backOf(id).filter(one => one !== page.id),
    )
  for (const id of wanted.filter(one => !backOf(one).includes(page.id))) set(id, [...backOf(id), page.id])
}

/** Takes what a request says of columns: new ones, more options, a relation that becomes two-way. */
export function takeColumns(state: FakeState, source: FakeSource, properties: Json) {
  for (const [name, sent] of Object.entries(properties)) {
    const known = source.columns.find(column => column.name === name || column.id === name)
    const type = sent.type ?? Object.keys(sent).find(key => !['name', 'description'].includes(key))
    if (sent.type === 'title' && !known) {
      invalid('Cannot create a second title property.')
    }
    const column = known ?? state.makeColumn(name, type)
    if (column.type !== type) invalid(`Cannot change the type of "${name}" from ${column.type} to ${type}.`)
    if (!known) source.columns.push(column)
    if (['select', 'multi_select'].includes(type) && sent[type].options) takeOptions(state, column, sent[type].options)
    if (type === 'status' && !known)
      takeOptions(
        state,
        column,
        ['Not started', 'In progress', 'Done'].map(one => ({ name: one })),
      )
    if (type === 'relation') takeRelation(state, source, column, sent.relation)
  }
}

/** What is not named is gone. */
function takeOptions(state: FakeState, column: FakeColumn, options: Json[]) {
  column.options = options.map(({ id, name }) => {
    const known = column.options.find(option => option.id === id || option.name === name)
    if (!known && name?.includes(',')) invalid(`Invalid select option, commas not allowed: ${name}`)
    return known ?? state.makeOption(name)
  })
}

function takeRelation(
  state: FakeState,
  source: FakeSource,
  column: FakeColumn,
  { data_source_id, dual_property }: Json,
) {
  const target = state.sources.get(data_source_id)
  if (!target) return unknown('data source', data_source_id)
  column.to = target.id
  if (!dual_property || column.dual) return
  const name = dual_property.synced_property_name ?? `Related to ${source.name} (${column.name})`
  const back = state.makeColumn(name, 'relation', { to: source.id, dual: { id: column.id, name: column.name } })
  column.dual = { id: back.id, name }
  target.columns.push(back)
  for (const page of state.rowsOf(source.id))
    for (const id of page.values.get(column.id) ?? []) {
      const other = state.pages.get(id)!
      other.values.set(back.id, [...(other.values.get(back.id) ?? []), page.id])
    }
}
