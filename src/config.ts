import type { z } from 'zod'
import { type Config, hubSettings, said, yamlMistakes } from './config-file.ts'
import type { AnyAutomation } from './engine/automation.ts'
import type { Connector, Optional } from './engine/connector.ts'
import { HubError } from './engine/error.ts'
import { mayBeUnset, metaOf, type Settings } from './engine/settings.ts'
import { nearest } from './nearest.ts'
import { secretsOf } from './secrets.ts'

export { type Config, readConfig } from './config-file.ts'

export interface SettledAutomation {
  name: string
  state: 'on' | 'off'
  settings: Record<string, unknown>
  options: unknown
  /** Why it is off; undefined when on. */
  reason?: string
}

export interface SettledConnector {
  connector: Connector
  state: 'on' | 'off'
  settings: Record<string, unknown>
}

export interface Settled {
  automations: Map<string, SettledAutomation>
  connectors: Map<string, SettledConnector>
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
 * several automations read (an address they share) turns on none of them by itself, unless it has nothing else.
 * Throws one HubError that names all mistakes.
 */
export function settle(automations: readonly AnyAutomation[], config: Config): Settled {
  const { env } = config
  const modules = automations.map(moduleOf)
  const connectors = modules.flatMap(({ required, optional }) => [...required, ...optional])
  const all = [hubSettings, ...automations.map(settingsOf), ...connectors.map(settingsOf)]
  const mistakes = [...config.mistakes]
  const warnings = typos(all, config)
  checkAll(hubSettings, 'the hub', env, mistakes)
  const settled: Settled = {
    automations: new Map(),
    connectors: new Map(connectors.map(connector => [connector.name, { connector, state: 'off', settings: {} }])),
    warnings,
    secrets: secretsOf(all, env),
  }

  for (const module of modules) {
    const { automation } = module
    const reason = whyOff(module, modules, config)
    if (reason !== undefined) {
      settled.automations.set(automation.name, {
        name: automation.name,
        state: 'off',
        settings: {},
        options: undefined,
        reason,
      })
      continue
    }
    for (const connector of module.required) turnOn(connector, automation.name, settled, env, mistakes)
    for (const connector of module.optional) {
      const names = ownNames(connector.settings)
      if (names.length === 0 || names.some(name => isSet(name, env)))
        turnOn(connector, automation.name, settled, env, mistakes)
      else
        warnings.push(
          `${automation.name} works without ${connector.name}: not set: ${wanted(names, connector.settings)}`,
        )
    }
    settled.automations.set(automation.name, {
      name: automation.name,
      state: 'on',
      settings: checkAll(settingsOf(automation), automation.name, env, mistakes),
      options: optionsOf(automation, config, mistakes),
    })
  }

  mistakes.push(...unread(modules, settled, env))
  if (mistakes.length > 0) throw summary(mistakes)
  return settled
}

const settingsOf = (owner: { settings?: Settings }): Settings => owner.settings ?? {}
const isSet = (name: string, env: Config['env']) => env[name] !== undefined

/** Names without a default: those that somebody sets to say "I want this". */
const ownNames = (settings: Settings) =>
  Object.entries(settings).flatMap(([name, schema]) => (schema.safeParse(undefined).data === undefined ? [name] : []))

/** Of those that are missing, the ones that must be there. */
function wanted(names: string[], settings: Settings): string {
  const needed = names.filter(name => !mayBeUnset(settings[name]!))
  return (needed.length > 0 ? needed : names).join(', ')
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
function whyOff(module: Module, modules: Module[], { env, sections }: Config): string | undefined {
  const { automation } = module
  const own = ownNames(settingsOf(automation))
  const needed = [...new Set([...own, ...module.required.flatMap(({ settings }) => ownNames(settings))])]
  const hasSection = automation.name in sections
  if (needed.length === 0)
    return hasSection || acceptsNothing(automation) ? undefined : `no section ${automation.name} in dure.yaml`
  const tells = (name: string) => own.includes(name) || !modules.some(other => other !== module && reads(other, name))
  const telling = needed.filter(tells)
  const needsSection = !hasSection && !acceptsNothing(automation)
  if (telling.length === 0 && needsSection) return `no section ${automation.name} in dure.yaml`
  const decisive = telling.length > 0 && !hasSection ? telling : needed
  if (decisive.some(name => isSet(name, env))) return undefined
  const all = Object.assign({}, ...[automation, ...module.required].map(settingsOf))
  return `not set: ${wanted(decisive, all)}`
}

const reads = ({ automation, required, optional }: Module, name: string) =>
  [automation, ...required, ...optional].some(owner => name in settingsOf(owner))

const acceptsNothing = ({ options }: AnyAutomation) =>
  !options || options.safeParse(undefined).success || options.safeParse({}).success

/** A connector is checked once, whoever uses it. */
function turnOn(connector: Connector, user: string, settled: Settled, env: Config['env'], mistakes: string[]) {
  if (settled.connectors.get(connector.name)?.state === 'on') return
  const settings = checkAll(connector.settings, `${connector.name} (for ${user})`, env, mistakes)
  settled.connectors.set(connector.name, { connector, state: 'on', settings })
}

function checkAll(settings: Settings, owner: string, env: Config['env'], mistakes: string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(settings)) {
    const result = schema.safeParse(env[name])
    if (result.success) values[name] = result.data
    else mistakes.push(settingMistake(name, schema, owner, isSet(name, env) ? result.error : undefined))
  }
  return values
}

/** Never shows the value: it may be a secret in the wrong place. */
function settingMistake(name: string, schema: z.ZodType, owner: string, error: z.ZodError | undefined): string {
  const { description, example } = metaOf(schema)
  const what = error ? error.issues.map(said).join('; ') : `is not set; ${owner} needs it`
  return `${name} ${what}${description ? ` – ${description}` : ''}${example ? `, e.g. ${name}=${example}` : ''}`
}

function optionsOf(automation: AnyAutomation, { sections, place }: Config, mistakes: string[]): unknown {
  const section = sections[automation.name]
  if (!automation.options) {
    if (section !== undefined) mistakes.push(`${place([automation.name])} has no options; remove the section`)
    return undefined
  }
  // A schema without its own "nothing given" may still be content with an empty section.
  const given = section ?? (automation.options.safeParse(undefined).success ? undefined : {})
  const result = automation.options.safeParse(given)
  if (result.success) return result.data
  mistakes.push(...yamlMistakes(result.error, [automation.name], place, automation.options))
  return undefined
}

/** A variable somebody set must turn something on: else what they wanted is half set, and would silently stay off. */
function unread(modules: Module[], settled: Settled, env: Config['env']): string[] {
  const isOn = ({ automation }: Module) => settled.automations.get(automation.name)?.state === 'on'
  const readByWhatIsOn = (name: string) => modules.some(module => isOn(module) && reads(module, name))
  const candidates = modules.filter(module => !isOn(module))
  const names = new Set(candidates.flatMap(({ required }) => required.flatMap(({ settings }) => ownNames(settings))))
  return [...names]
    .filter(name => isSet(name, env) && !readByWhatIsOn(name))
    .map(name => {
      const missing = candidates
        .filter(module => reads(module, name))
        .map(({ automation }) => `${automation.name} (${settled.automations.get(automation.name)?.reason})`)
      return `${name} is set, but nothing that reads it is: ${missing.join(', ')}`
    })
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

function summary(mistakes: string[]): HubError {
  const all = [...new Set(mistakes)]
  const count = all.length === 1 ? 'one mistake' : `${all.length} mistakes`
  return new HubError('invalid', `${count} in the settings:\n${all.map(mistake => `  - ${mistake}`).join('\n')}`)
}
