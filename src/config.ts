import type { z } from 'zod'
import { type Config, hubSettings } from './config-file.ts'
import { said } from './config-words.ts'
import type { AnyAutomation } from './engine/automation.ts'
import type { Connector, Optional } from './engine/connector.ts'
import { HubError } from './engine/error.ts'
import { nearest } from './engine/nearest.ts'
import { mayBeUnset, metaOf, type Said, type Settings } from './engine/settings.ts'
import { faultsAt } from './input-faults.ts'
import { secretsOf } from './secrets.ts'
import { serverSettings } from './server/settings.ts'
import { yamlMistakes } from './yaml-mistakes.ts'

export { type Config, languageIn, readConfig } from './config-file.ts'

export interface SettledAutomation {
  name: string
  state: 'on' | 'off'
  settings: Record<string, unknown>
  options: unknown
  /** Why it is off; undefined when on. */
  reason?: Said
}

export interface SettledConnector {
  connector: Connector
  state: 'on' | 'off'
  settings: Record<string, unknown>
}

export interface Settled {
  automations: Map<string, SettledAutomation>
  connectors: Map<string, SettledConnector>
  /** For the log, which is English. */
  warnings: string[]
  /** For the redactor. */
  secrets: string[]
}

/** One automation with what it cannot and what it can do without. */
interface Module {
  automation: AnyAutomation
  required: Connector[]
  optional: Connector[]
}

/**
 * Decides what is on, and checks every setting of it. An automation none of whose settings are set is off. What
 * several automations read (an address they share) turns on none of them by itself, unless it has nothing else. A
 * connector is on for the automations that use it, and also where its settings name an administrator.
 * Throws one HubError that names all mistakes.
 */
export function settle(automations: readonly AnyAutomation[], config: Config): Settled {
  const { env } = config
  const modules = automations.map(moduleOf)
  const connectors = [...new Set(modules.flatMap(({ required, optional }) => [...required, ...optional]))]
  const all = [hubSettings, serverSettings, ...automations.map(settingsOf), ...connectors.map(settingsOf)]
  const reasons = new Map(modules.map(module => [module.automation.name, whyOff(module, modules, config)]))
  const on = modules.filter(({ automation }) => reasons.get(automation.name) === undefined)
  const { users, warnings } = usersOf(on, env)

  const found: Found = { settings: [], combinations: [], sections: [] }
  for (const own of [hubSettings, serverSettings])
    checkAll(
      own,
      said(words => words.theHub),
      env,
      found.settings,
    )
  const settled: Settled = {
    connectors: new Map(
      connectors.map(connector => [connector.name, settledConnector(connector, users.get(connector.name), env, found)]),
    ),
    automations: new Map(
      automations.map(automation => {
        const reason = reasons.get(automation.name)
        return [automation.name, settledAutomation(automation, reason, config, found)]
      }),
    ),
    warnings: [...typos(all, config), ...warnings],
    secrets: secretsOf(all, env),
  }
  const mistakes = [...config.mistakes, ...settingMistakes(found.settings), ...found.combinations, ...found.sections]
  mistakes.push(...unread(modules, settled, env))
  if (mistakes.length > 0) throw summary(mistakes)
  return settled
}

/** What is wrong in what is on, in the order in which it is told. */
interface Found {
  settings: Wrong[]
  combinations: Said[]
  sections: Said[]
}

function settledConnector(
  connector: Connector,
  users: string[] | undefined,
  env: Config['env'],
  found: Found,
): SettledConnector {
  const its = users ?? (namesAdministrator(connector, env) ? [] : undefined)
  if (!its) return { connector, state: 'off', settings: {} }
  const before = found.settings.length
  const owner = said(words => words.owner(connector.name, its))
  const settings = checkAll(connector.settings, owner, env, found.settings)
  if (found.settings.length === before) found.combinations.push(...(connector.mistakes?.(settings, its) ?? []))
  return { connector, state: 'on', settings }
}

function settledAutomation(
  automation: AnyAutomation,
  reason: Said | undefined,
  config: Config,
  found: Found,
): SettledAutomation {
  const { name } = automation
  if (reason !== undefined) return { name, state: 'off', settings: {}, options: undefined, reason }
  const settings = checkAll(
    settingsOf(automation),
    said(() => name),
    config.env,
    found.settings,
  )
  return { name, state: 'on', settings, options: optionsOf(automation, config, found.sections) }
}

/** Which automations use a connector, by its name; an optional one is used only where something of it is set. */
function usersOf(on: Module[], env: Config['env']) {
  const users = new Map<string, string[]>()
  const warnings: string[] = []
  for (const { automation, required, optional } of on) {
    const wanted = optional.filter(connector => {
      const names = ownNames(connector.settings)
      if (names.length === 0 || names.some(name => isSet(name, env))) return true
      warnings.push(`${automation.name} works without ${connector.name}: ${missing(names, connector.settings).en}`)
      return false
    })
    for (const { name } of new Set([...required, ...wanted]))
      users.set(name, [...(users.get(name) ?? []), automation.name])
  }
  return { users, warnings }
}

/** Whoever is to be told of incidents is told whichever automation runs. */
const namesAdministrator = ({ alertSettings = [] }: Connector, env: Config['env']) =>
  alertSettings.some(name => isSet(name, env))

const settingsOf = (owner: { settings?: Settings }): Settings => owner.settings ?? {}
const isSet = (name: string, env: Config['env']) => env[name] !== undefined

/** Names without a default: those that somebody sets to say "I want this". */
const ownNames = (settings: Settings) =>
  Object.entries(settings).flatMap(([name, schema]) => (schema.safeParse(undefined).data === undefined ? [name] : []))

/** Which of the settings must be there, or, where none must, which could be. */
function missing(names: string[], settings: Settings): Said {
  const needed = names.filter(name => !mayBeUnset(settings[name]!))
  return said(({ off }) => (needed.length > 0 ? off.needs(needed) : off.needsOne(names)))
}

function moduleOf(automation: AnyAutomation): Module {
  const uses = Object.values(automation.uses as Record<string, Connector | Optional<Connector>>)
  return {
    automation,
    required: uses.flatMap(use => ('optional' in use ? [] : [use])),
    optional: uses.flatMap(use => ('optional' in use ? [use.optional] : [])),
  }
}

/** Why an automation stays off; undefined when it is wanted. */
function whyOff(module: Module, modules: Module[], { env, sections }: Config): Said | undefined {
  const { automation } = module
  const noSection = said(({ off }) => off.noSection(automation.name))
  const own = ownNames(settingsOf(automation))
  const needed = [...new Set([...own, ...module.required.flatMap(({ settings }) => ownNames(settings))])]
  const hasSection = automation.name in sections
  if (needed.length === 0) return hasSection || acceptsNothing(automation) ? undefined : noSection
  const tells = (name: string) => own.includes(name) || !modules.some(other => other !== module && reads(other, name))
  const telling = needed.filter(tells)
  const needsSection = !hasSection && !acceptsNothing(automation)
  if (telling.length === 0 && needsSection) return noSection
  const decisive = telling.length > 0 && !hasSection ? telling : needed
  if (decisive.some(name => isSet(name, env))) return undefined
  const all: Settings = Object.assign({}, ...[automation, ...module.required].map(settingsOf))
  const mayAllBeUnset = (names: string[]) => names.every(name => mayBeUnset(all[name]!))
  // It works without any of them, so its section alone asks for it.
  if (hasSection) return mayAllBeUnset(needed) ? undefined : missing(needed, all)
  const orSection = automation.options && mayAllBeUnset(decisive)
  const unset = missing(decisive, all)
  return said(({ language, off }) => `${unset[language]}${orSection ? off.norSection(automation.name) : ''}`)
}

const reads = ({ automation, required, optional }: Module, name: string) =>
  [automation, ...required, ...optional].some(owner => name in settingsOf(owner))

const acceptsNothing = ({ options }: AnyAutomation) =>
  !options || options.safeParse(undefined).success || options.safeParse({}).success

/** A setting that is missing or, with `why`, is not what its schema takes. */
interface Wrong {
  name: string
  schema: z.ZodType
  owner: Said
  why?: Said[]
}

function checkAll(settings: Settings, owner: Said, env: Config['env'], wrong: Wrong[]): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(settings)) {
    const result = schema.safeParse(env[name])
    if (result.success) values[name] = result.data
    else
      wrong.push({ name, schema, owner, why: isSet(name, env) ? whyWrong(result.error, schema, env[name]) : undefined })
  }
  return values
}

const whyWrong = ({ issues }: z.ZodError, schema: z.ZodType, value: unknown) =>
  faultsAt(issues, schema, value).map(({ message }) => message)

/** What several read is told once. Never shows a value: it may be a secret in the wrong place. */
function settingMistakes(wrong: Wrong[]): Said[] {
  const groups = Map.groupBy(wrong, ({ name, why }) => JSON.stringify([name, why]))
  return [...groups.values()].map(group => {
    const [{ name, schema, why }] = group as [Wrong]
    const { description = '', example = '' } = metaOf(schema)
    return said(words => {
      const { language } = words
      const what = why?.map(one => one[language]).join('; ') ?? words.notSet(group.map(({ owner }) => owner[language]))
      return words.wrong(name, `${what}${words.example(description, example && `${name}=${example}`)}`)
    })
  })
}

function optionsOf(automation: AnyAutomation, { sections, place }: Config, mistakes: Said[]): unknown {
  const section = sections[automation.name]
  if (!automation.options) {
    if (section !== undefined) mistakes.push(said(words => words.noOptions(place([automation.name]))))
    return undefined
  }
  // A schema without its own "nothing given" may still be content with an empty section.
  const given = section ?? (automation.options.safeParse(undefined).success ? undefined : {})
  const result = automation.options.safeParse(given)
  if (result.success) return result.data
  mistakes.push(...yamlMistakes(result.error, [automation.name], place, { schema: automation.options, given }))
  return undefined
}

/** A variable somebody set must turn something on: else what they wanted is half set, and would silently stay off. */
function unread(modules: Module[], settled: Settled, env: Config['env']): Said[] {
  const isOn = ({ automation }: Module) => settled.automations.get(automation.name)?.state === 'on'
  const connectorsOn = [...settled.connectors.values()].filter(({ state }) => state === 'on')
  const readByWhatIsOn = (name: string) =>
    modules.some(module => isOn(module) && reads(module, name)) ||
    connectorsOn.some(({ connector }) => name in connector.settings)
  const candidates = modules.filter(module => !isOn(module))
  const names = new Set(candidates.flatMap(({ required }) => required.flatMap(({ settings }) => ownNames(settings))))
  const alone = [...names].filter(name => isSet(name, env) && !readByWhatIsOn(name))
  const readersOf = (name: string) =>
    candidates.filter(module => reads(module, name)).map(({ automation }) => automation.name)
  return [...Map.groupBy(alone, name => readersOf(name).join())].map(([, names]) =>
    said(words => {
      const reasonOf = (reader: string) => settled.automations.get(reader)?.reason?.[words.language] ?? ''
      return words.unread(
        names,
        readersOf(names[0]!).map(reader => words.reader(reader, reasonOf(reader))),
      )
    }),
  )
}

/** A misspelt name in .env would otherwise be a setting that does nothing. */
function typos(all: Settings[], { namesInFile, env }: Config): string[] {
  const known = all.flatMap(settings => Object.keys(settings))
  return namesInFile.flatMap(name => {
    const near = known.includes(name)
      ? undefined
      : nearest(
          name,
          known.filter(candidate => !isSet(candidate, env)),
        )
    return near === undefined ? [] : [`.env: ${name} is read by nobody; did you mean ${near}?`]
  })
}

function summary(mistakes: Said[]): HubError {
  const all = [...new Map(mistakes.map(mistake => [mistake.en, mistake])).values()]
  const { en, ko } = said(words =>
    [words.summary(all.length), ...all.map(mistake => `  - ${mistake[words.language]}`)].join('\n'),
  )
  return new HubError('invalid', en, { ko })
}
