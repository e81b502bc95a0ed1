import { defineConnector } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import type { SettingsOf } from '../../engine/settings.ts'
import { type Ask, asker } from './ask.ts'
import { issueReader } from './issues.ts'
import { namesOf } from './names.ts'
import { WireProject } from './schema.ts'
import { searched } from './search.ts'
import { loginMistakes, type Place, placeOf, settings } from './settings.ts'
import { findsSite, type Sites } from './site.ts'
import type { Jira } from './words.ts'

export { allOf, anyOf, quote } from './jql.ts'
export { usersOf } from './people.ts'
export type {
  Field,
  Issue,
  Jira,
  JiraSite,
  JiraUser,
  Link,
  LinkType,
  Search,
  Status,
  StatusCategory,
} from './words.ts'

/** Reads issues, fields and links of Jira Cloud or Data Center, whichever answers. Writes nothing. */
export const jira = defineConnector({
  name: 'jira',
  settings,
  mistakes: loginMistakes,
  connect: (values: SettingsOf<typeof settings>, io: Io): Jira => connect(placeOf(values), io),
  check: client => client.site(),
})

function connect(place: Place, io: Io): Jira {
  const ask = asker(place, io, () => sites.kind())
  const sites: Sites = findsSite(ask, place, io)
  const parts = { ask, sites, log: io.log }
  return {
    site: sites.site,
    ...namesOf(ask, sites),
    search: query => searched(parts, query),
    issues: issueReader(parts),
    project: key => project(ask, sites, key),
  }
}

async function project(ask: Ask, sites: Sites, key: string) {
  const { kind, user } = await sites.site()
  const version = kind === 'cloud' ? 3 : 2
  try {
    return await ask(WireProject, `/rest/api/${version}/project/${encodeURIComponent(key)}`)
  } catch (cause) {
    if (!(cause instanceof HubError) || cause.code !== 'not_found') throw cause
    const message = `Jira has no project "${key}", or ${user.name} may not browse it. Check the key, or give this user the right.`
    throw new HubError('invalid', message, { cause })
  }
}
