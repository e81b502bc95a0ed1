import type { z } from 'zod'
import { settle } from '../config.ts'
import { PersonEntry } from '../config-file.ts'
import { applied, checked, type Misfit, type Override, ofSection, sectionOfPeople } from '../engine/overrides.ts'
import { distinct } from '../engine/people.ts'
import { pathOf, type Section, type Spot, settingsIn, spoken, stepsOf } from '../engine/section.ts'
import { metaOf } from '../engine/settings.ts'
import { yamlMistakes } from '../yaml-mistakes.ts'
import type { Opened, Session } from './session.ts'

/** One line of `dure settings`. */
export interface Setting {
  path: string
  value: unknown
  source: 'default' | 'dure.yaml' | 'changed'
  /** `dure.yaml:12` */
  place?: string
  by?: string
  at?: string
  /** Why a change cannot take effect. */
  wrong?: string
  description?: string
}

/** What can be changed: the options of what is on, and the people. */
export function sectionsOf({ automations, config }: Opened): Section[] {
  const settled = settle(automations, config).automations
  const on = automations.flatMap(({ name, options }) =>
    options && settled.get(name)?.state === 'on' ? [{ name, given: config.sections[name], schema: options }] : [],
  )
  return [...on, sectionOfPeople(config.people, distinct(PersonEntry))]
}

/** All settings with the values they have now, and the changes that cannot take effect. */
export function listed(opened: Opened, overrides: Override[]): Setting[] {
  const sections = sectionsOf(opened)
  const settings = sections.flatMap(section => {
    const own = ofSection(overrides, section.name)
    const { section: now, misfits } = applied(section, own)
    const inPlace = own.filter(override => !misfits.some(misfit => misfit.override === override))
    const outcome = inPlace.length > 0 ? checked(section, inPlace) : { misfits: [] }
    const troubles = new Map(
      ('misfits' in outcome ? outcome.misfits : []).map(misfit => [misfit.override, reasonOf(misfit, opened)]),
    )
    const astray = misfits.map(misfit => changeOf(misfit.override, reasonOf(misfit, opened)))
    const rows = settingsIn(now).map(spot => ({ spot, row: settingAt(section, spot, { inPlace, troubles }, opened) }))
    // What is read at the start is not offered; a change that somehow lies on it is shown, to be taken back.
    const offered = rows.filter(({ spot, row }) => !spot.atStart || row.source === 'changed').map(({ row }) => row)
    return [...offered, ...astray]
  })
  const homeless = overrides.filter(override => !sections.some(({ name }) => ofSection([override], name).length > 0))
  return [...settings, ...homeless.map(override => changeOf(override, opened.words.usage.settings.homeless))]
}

/** What a section finds wrong in what was given, or in some of it. */
export const sectionMistakes = ({ name, schema, given }: Section, issues: z.core.$ZodIssue[], { language }: Session) =>
  yamlMistakes({ issues }, [name], path => spoken({ name, schema, given }, path.slice(1)), { schema, given }).map(
    mistake => mistake[language],
  )

function reasonOf({ found }: Misfit, session: Session): string {
  return found ? sectionMistakes(found.section, [found.issue], session).join('; ') : session.words.usage.settings.gone
}

/** One line, as a person at the terminal reads it: which change, whose, why, and how it is taken back. */
export function misfitTold(misfit: Misfit, session: Session): string {
  const { path, by, at } = misfit.override
  return session.words.usage.settings.misfit(path, by, new Date(at).toISOString(), reasonOf(misfit, session))
}

interface Changes {
  inPlace: Override[]
  troubles: Map<Override, string>
}

function settingAt({ name, given }: Section, spot: Spot, { inPlace, troubles }: Changes, { config }: Opened): Setting {
  const steps = [name, ...spot.names]
  const keys = spot.above.map(({ key }) => key)
  const { description } = metaOf(spot.schema)
  const setting = { path: pathOf(steps), value: spot.value, ...(description && { description }) }
  const change = inPlace.findLast(({ path }) => overlap(stepsOf(path) ?? [], steps))
  if (change) return { ...changeOf(change, troubles.get(change)), ...setting }
  const written = keys.reduce<unknown>(
    (inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key],
    given,
  )
  if (written === undefined) return { ...setting, source: 'default' }
  return { ...setting, source: 'dure.yaml', place: config.place([name, ...keys]).split(': ')[0] }
}

/** True when one is the other or around it. */
const overlap = (left: string[], right: string[]) =>
  left.every((step, index) => index >= right.length || step === right[index])

export const changeOf = ({ path, value, by, at }: Override, wrong?: string): Setting => ({
  path,
  value,
  source: 'changed',
  by,
  at: new Date(at).toISOString(),
  ...(wrong !== undefined && { wrong }),
})
