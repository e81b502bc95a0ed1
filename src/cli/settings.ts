import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { parse } from 'yaml'
import { settle } from '../config.ts'
import { systemClock } from '../engine/clock.ts'
import { nearest } from '../engine/nearest.ts'
import { applied, deleteOverride, type Override, ofSection, readOverrides, writeOverride } from '../engine/overrides.ts'
import { type Astray, find, isAstray, isReadAtStart, pathOf, type Section, stepsOf } from '../engine/section.ts'
import type { Tx } from '../engine/store/store.ts'
import { localText } from '../engine/zone.ts'
import { openBeside } from '../hub.ts'
import { lookedAt } from './look.ts'
import { oneLine, table, tint } from './print.ts'
import { Exit, exit, type Opened, openSession, type Session } from './session.ts'
import { changeOf, listed, misfitTold, type Setting, sectionMistakes, sectionsOf } from './settings-list.ts'
import { type Words, wordsOf } from './words.ts'

/** `settings`, `settings set`, `settings unset`. A running hub works with a change from its next run on. */
export function addSettings(program: Command, session: Session) {
  const { commands, options } = session.words
  const opened = async (use: (opened: Opened, json: boolean) => Promise<void>) => {
    const current = openSession(session, program.opts().config)
    try {
      await use(current, settings.opts().json === true)
    } finally {
      await current.log.close()
    }
  }
  const settings = program
    .command('settings')
    .description(commands.settings)
    .option('--json', options.json)
    .action(() => opened(list))
  settings
    .command('set')
    .description(commands.settingsSet)
    .argument('<path>', options.setting)
    .argument('<value>', options.value)
    .action((path: string, value: string) => opened((current, json) => set(current, json, path, value)))
  settings
    .command('unset')
    .description(commands.settingsUnset)
    .argument('<path>', options.settingOrMore)
    .action((path: string) => opened((current, json) => unset(current, json, path)))
}

async function list(opened: Opened, json: boolean) {
  const { terminal, words, config } = opened
  // What machines read is English.
  const told: Opened = json ? { ...opened, language: 'en', words: wordsOf('en') } : opened
  const rows = listed(told, await lookedAt(opened, ({ store }) => readOverrides(store.db)))
  const from = ({ value, source, place = '', by = '', at = '', wrong }: Setting) => {
    if (source === 'dure.yaml') return place
    if (source === 'default') return value === undefined ? '' : words.settings.byDefault
    const change = words.settings.changed(by, localText(at, config.timeZone))
    return wrong === undefined ? change : tint(terminal, 'bad', `${change}: ${wrong}`)
  }
  const cells = rows.map(row => [oneLine(row.path), shown(row.value, opened), from(row)])
  terminal.out.write(json ? `${JSON.stringify(rows)}\n` : `${table(words.heads.settings, cells)}\n`)
}

const shown = (value: unknown, { words }: Session) =>
  value === undefined ? words.settings.none : oneLine(typeof value === 'string' ? value : JSON.stringify(value), 60)

async function set(opened: Opened, json: boolean, path: string, text: string) {
  const { log, terminal, words } = opened
  const { section, steps } = sectionAt(opened, path)
  const { before, ...change } = await written(opened, async tx => {
    const changes = ofSection(await readOverrides(tx), section.name)
    const found = find(applied(section, changes).section, steps)
    if (isAstray(found)) throw new Exit(exit.usage, astrayText(section.name, found, words))
    const names = pathOf([section.name, ...found.names])
    if (isReadAtStart(found)) throw new Exit(exit.usage, words.settings.atStart(names))
    const others = changes.filter(other => other.path !== names)
    const made = { path: names, value: undefined, at: systemClock.now().getTime(), by: whoAmI() }
    const override: Override = { ...made, value: fitting(opened, section, [...others, made], text) }
    await writeOverride(tx, override)
    return { ...override, before: found.value }
  })
  const { value, by } = change
  log.info('a setting was changed', { setting: change.path, from: before, to: value, by })
  const line = words.settings.isNow(change.path, shown(before, opened), shown(value, opened))
  terminal.out.write(json ? `${JSON.stringify([{ ...changeOf(change), before }])}\n` : `${line}\n`)
  if (!json) terminal.out.write(`${words.settings.fromNextRun}\n`)
}

async function unset(opened: Opened, json: boolean, path: string) {
  const { log, terminal, words } = opened
  const steps = stepsAt(path, words)
  const { gone, left } = await written(opened, async tx => {
    const all = await readOverrides(tx)
    const names = namesOf(opened, all, steps)
    const under = all.filter(override => names.every((name, index) => stepsOf(override.path)?.[index] === name))
    if (under.length === 0) throw new Exit(exit.usage, notChanged(path, all, words))
    for (const override of under) await deleteOverride(tx, override.path)
    return { gone: under, left: all.filter(override => !under.includes(override)) }
  })
  const now = listed(opened, left)
  const changes = gone.map(override => ({
    path: override.path,
    before: override.value,
    value: now.find(setting => setting.path === override.path)?.value,
  }))
  for (const { path, before, value } of changes) {
    log.info('a change of a setting was taken back', { setting: path, from: before, to: value, by: whoAmI() })
    if (!json) terminal.out.write(`${words.settings.isNow(path, shown(before, opened), shown(value, opened))}\n`)
  }
  terminal.out.write(json ? `${JSON.stringify(changes)}\n` : `${words.settings.fromNextRun}\n`)
}

function sectionAt(opened: Opened, path: string): { section: Section; steps: string[] } {
  const { language, words } = opened
  const { settings } = words.usage
  const [name = '', ...steps] = stepsAt(path, words)
  const sections = sectionsOf(opened)
  const section = sections.find(one => one.name === name)
  if (section) return { section, steps }
  const off = settle(opened.automations, opened.config).automations.get(name)
  if (off?.state === 'off') throw new Exit(exit.usage, words.usage.isOff(name, off.reason?.[language] ?? ''))
  if (off) throw new Exit(exit.usage, settings.noneIn(name))
  const names = sections.map(one => one.name)
  throw new Exit(exit.usage, settings.noSection(name, nearest(name, names), among(names)))
}

function stepsAt(path: string, { usage }: Words): string[] {
  const steps = stepsOf(path)
  if (!steps) throw new Exit(exit.usage, usage.settings.noPath(path))
  return steps
}

/** As it is remembered, where the way was given by an index or in other letters. */
function namesOf(opened: Opened, overrides: Override[], [name = '', ...steps]: string[]): string[] {
  const section = sectionsOf(opened).find(one => one.name === name)
  const found = section && find(applied(section, ofSection(overrides, name)).section, steps)
  return !found || (isAstray(found) && found.step !== undefined) ? [name, ...steps] : [name, ...found.names]
}

function astrayText(section: string, { names, step, several, known }: Astray, { usage }: Words): string {
  const { settings } = usage
  const at = pathOf([section, ...names])
  if (step === undefined) return settings.several(at, among(known))
  if (several) return settings.alike(at, step)
  if (known.length === 0) return settings.noParts(at)
  return settings.noStep(at, step, nearest(step, known), among(known))
}

const among = (known: string[]) => `${known.slice(0, 30).join(', ')}${known.length > 30 ? ', …' : ''}`

function notChanged(path: string, overrides: Override[], { usage }: Words): string {
  const paths = overrides.map(override => override.path)
  return usage.settings.unchanged(path, nearest(path, paths), among(paths))
}

/** The value that is meant for the last of the overrides: YAML, or the text itself where that fits and the YAML does not. */
function fitting(opened: Opened, section: Section, overrides: Override[], text: string): unknown {
  const mistakes = meanings(text).map(value => {
    const tried = overrides.with(-1, { ...overrides.at(-1)!, value })
    return { value, found: mistakesOf(opened, section, tried) }
  })
  const fine = mistakes.find(({ found }) => found.length === 0)
  if (!fine) throw new Exit(exit.usage, mistakes[0]!.found.join('\n'))
  return fine.value
}

/** `#deploys` would be a comment, `@kim` an error, and an id of digits only a number. */
function meanings(text: string): unknown[] {
  try {
    const value: unknown = parse(text)
    if (typeof value === 'string') return [value]
    return value === null && !text.trim().startsWith('#') ? [value] : [value, text.trim()]
  } catch {
    return [text.trim()]
  }
}

function mistakesOf(opened: Opened, section: Section, overrides: Override[]): string[] {
  const { section: changed, misfits } = applied(section, overrides)
  const { error } = changed.schema.safeParse(changed.given)
  return [
    ...misfits.map(misfit => misfitTold(misfit, opened)),
    ...sectionMistakes(changed, error?.issues ?? [], opened),
  ]
}

async function written<T>({ config, log }: Opened, change: (tx: Tx) => Promise<T>): Promise<T> {
  const store = await openBeside(config, log, 'write')
  try {
    return await store.commit(change)
  } finally {
    await store.close()
  }
}

/** The account at the terminal. A container's user may have no name. */
function whoAmI(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.()}`
  }
}
