/** Writes .env.example from the settings that the modules declare; with --check it only says whether it is up to date. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hubSettings } from '../src/config-file.ts'
import type { AnyAutomation } from '../src/engine/automation.ts'
import type { Connector } from '../src/engine/connector.ts'
import { mayBeUnset, metaOf, type Settings } from '../src/engine/settings.ts'
import { serverSettings } from '../src/server/settings.ts'

const target = new URL('../.env.example', import.meta.url)

const heading = `# Settings that are secret or differ from place to place. Copy to .env and fill in what you use: an
# automation none of whose settings are set is off. What has structure (people, pages, schedules) goes into dure.yaml.
`

async function modulesIn<T>(
  folder: string,
  pick: (module: Record<string, T>, name: string) => T | undefined,
): Promise<T[]> {
  const url = new URL(`../src/${folder}/`, import.meta.url)
  const names = readdirSync(url, { withFileTypes: true }).flatMap(entry => (entry.isDirectory() ? [entry.name] : []))
  const found = await Promise.all(
    names.sort().map(async name => ({ name, module: await import(new URL(`${name}/index.ts`, url).href) })),
  )
  return found.map(({ name, module }) => {
    const picked = pick(module, name)
    if (!picked) throw new Error(`src/${folder}/${name}/index.ts does not export what its folder is named for`)
    return picked
  })
}

/** `open-chat` is exported as `openChat`. */
const exportNameOf = (folder: string) => folder.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())

function lines(title: string, settings: Settings, written: Set<string>): string {
  const entries = Object.entries(settings).filter(([name]) => !written.has(name))
  if (entries.length === 0) return ''
  const body = entries.map(([name, schema]) => {
    written.add(name)
    const { description = name, example = '' } = metaOf(schema)
    if (mayBeUnset(schema)) return `# ${description}\n# ${name}=${quoted(example)}`
    // The value stays empty, so that a copied file turns nothing on by accident.
    return `# ${description}${example && `, e.g. ${quoted(example)}`}\n${name}=`
  })
  return `\n# --- ${title} ---\n${body.join('\n')}\n`
}

const quoted = (example: string) => (/[\s#]/.test(example) ? `"${example}"` : example)

const automations = await modulesIn<AnyAutomation>('automations', module => module.default)
const connectors = await modulesIn<Connector>('connectors', (module, name) => module[exportNameOf(name)])

const written = new Set<string>()
const usersOf = (name: string) =>
  automations
    .filter(({ uses }) =>
      Object.values(uses).some(
        use =>
          ('optional' in (use as object) ? (use as { optional: Connector }).optional : (use as Connector)).name ===
          name,
      ),
    )
    .map(automation => automation.name)

const text = [
  heading,
  lines('the hub', { ...hubSettings, ...serverSettings }, written),
  ...automations.map(({ name, title, settings }) => lines(`${name}: ${title}`, settings ?? {}, written)),
  ...connectors.map(({ name, settings }) =>
    lines(`${name}${usersOf(name).length > 0 ? ` (for ${usersOf(name).join(', ')})` : ''}`, settings, written),
  ),
].join('')

if (!process.argv.includes('--check')) writeFileSync(target, text)
else if (readOr(target) !== text) {
  process.stderr.write(
    ".env.example differs from the modules' settings: run 'sh scripts/node scripts/env-example.ts'\n",
  )
  process.exitCode = 1
}

function readOr(file: URL): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
