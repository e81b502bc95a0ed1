import { HubError } from '../../engine/error.ts'
import type { Ask } from './ask.ts'
import { quote } from './jql.ts'
import { remembered } from './remembered.ts'
import { type WireField, WireFields, WireLinkTypes } from './schema.ts'
import type { Sites } from './site.ts'
import type { Field, LinkType } from './words.ts'

/**
 * What administrators named: fields and types of links. Each list is asked for once, and again for a name that is not in
 * it; by a version that both kinds of Jira have, so that nothing has to be known before.
 */
export function namesOf(ask: Ask, sites: Sites) {
  /** To a stranger Jira lists less, as if that were all; what is wrong with the site or the login is told first. */
  const proven = async <T>(list: Promise<T>): Promise<T> => {
    list.catch(() => {}) // it may fail before anybody waits for it
    await sites.site()
    return list
  }
  const fields = remembered(() => proven(ask(WireFields, '/rest/api/2/field')))
  const linkTypes = remembered(() => proven(ask(WireLinkTypes, '/rest/api/2/issueLinkType')))

  /** `choose` throws for what it does not find. */
  async function fromNewest<T, R>(list: ReturnType<typeof remembered<T>>, choose: (all: T) => R): Promise<R> {
    const wasKnown = list.isKnown()
    const all = await list()
    try {
      return choose(all)
    } catch (error) {
      if (!wasKnown) throw error
      return choose(await list.anew())
    }
  }

  return {
    field: (nameOrId: string) => fromNewest(fields, all => chooseField(all, nameOrId)),
    linkTypes: (names: string[]) => fromNewest(linkTypes, all => chooseLinkTypes(all.issueLinkTypes, names)),
  }
}

/** Hangul comes composed or decomposed, depending on the machine on which it was typed. */
const folded = (text: string) => text.normalize('NFC').trim().toLowerCase()

function chooseField(all: WireField[], nameOrId: string): Field {
  const wanted = folded(nameOrId)
  const byId = all.filter(field => [field.id, field.key ?? '', jqlName(field)].map(folded).includes(wanted))
  const byName = all.filter(field => [field.name, field.untranslatedName ?? ''].map(folded).includes(wanted))
  const found = byId.length > 0 ? byId : byName
  if (found.length > 1) {
    const ids = found.map(({ id, scope }) => (scope?.project ? `${id} (of project ${scope.project.id} only)` : id))
    throw new HubError(
      'invalid',
      `Jira has ${found.length} fields called "${nameOrId}". Name one by its id: ${ids.join(', ')}.`,
    )
  }
  const [field] = found
  if (!field)
    throw new HubError('invalid', `Jira has no field "${nameOrId}" for this user. ${nearestFields(all, wanted)}`)
  return { id: field.id, name: field.name, jql: jqlName(field), kind: kindOf(field) }
}

/** A custom field by its number: its name may be shared, translated or changed. */
function jqlName({ id, schema, clauseNames }: WireField): string {
  const number = schema?.customId ?? /^customfield_(\d+)$/.exec(id)?.[1]
  if (number !== undefined) return `cf[${number}]`
  const name = clauseNames.length === 0 || clauseNames.includes(id) ? id : clauseNames[0]!
  return /^\w+$/.test(name) ? name : quote(name)
}

function kindOf({ schema }: WireField): Field['kind'] {
  switch (schema?.type) {
    case 'date':
    case 'datetime':
    case 'user':
      return schema.type
    case 'string':
      return 'text'
    case 'array':
      return schema.items === 'user' ? 'users' : 'other'
    default:
      return 'other'
  }
}

function chooseLinkTypes(all: LinkType[], names: string[]): LinkType[] {
  const chosen = names.flatMap(name => {
    const found = all.filter(
      ({ id, ...labels }) => id === name || Object.values(labels).map(folded).includes(folded(name)),
    )
    if (found.length > 0) return found
    const known = all.map(type => `${type.name} (${type.inward} / ${type.outward})`).join(', ')
    throw new HubError(
      'invalid',
      `Jira has no type of link "${name}". There are: ${known || 'none; linking is switched off'}.`,
    )
  })
  return [...new Set(chosen)]
}

const candidates = 5

/** The names that share most pairs of letters with what was wanted. */
function nearestFields(all: WireField[], wanted: string): string {
  const likeness = (name: string) => {
    const [a, b] = [pairs(wanted), pairs(folded(name))]
    return (2 * a.filter(pair => b.includes(pair)).length) / (a.length + b.length || 1)
  }
  const near = all
    .map(({ id, name }) => ({ id, name, likeness: Math.max(likeness(name), likeness(id)) }))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, candidates)
  if (near.length === 0) return 'It shows no fields at all; may this user browse any project?'
  return `Near to it: ${near.map(({ id, name }) => `${name} (${id})`).join(', ')}.`
}

const pairs = (text: string) => Array.from({ length: text.length - 1 }, (_, index) => text.slice(index, index + 2))
