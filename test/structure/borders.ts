import { dirname, join } from 'node:path/posix'
import { isBench, isFake, isTest, isTypeScript, type Source } from './tree.ts'

type Layer = 'engine' | 'connectors' | 'automations' | 'server' | 'console' | 'hub' | 'cli' | 'scripts' | 'test'

/** Who may import whom, besides its own unit. */
const mayImport: Record<Layer, Layer[]> = {
  engine: [],
  connectors: ['engine'],
  automations: ['engine', 'connectors'],
  server: ['engine'],
  console: ['engine'],
  hub: ['engine', 'connectors', 'automations', 'server', 'console'],
  cli: ['hub', 'engine'],
  scripts: ['engine', 'connectors', 'automations', 'server', 'console', 'hub', 'cli'],
  test: ['engine', 'connectors', 'automations', 'server', 'console', 'hub', 'cli', 'scripts', 'test'],
}

/** `src/connectors/jira/index.ts` is in the layer `connectors` and the unit `connectors/jira`; other layers are one unit each. */
function placeOf(path: string): { layer: Layer; unit: string } {
  if (isTest({ path })) return { layer: 'test', unit: 'test' }
  if (path.startsWith('scripts/')) return { layer: 'scripts', unit: 'scripts' }
  const [, folder = '', name = ''] = path.split('/')
  if (folder === 'connectors' || folder === 'automations') return { layer: folder, unit: `${folder}/${name}` }
  if (folder === 'engine' || folder === 'server' || folder === 'console') return { layer: folder, unit: folder }
  return /^cli(\.ts)?$/.test(folder) ? { layer: 'cli', unit: 'cli' } : { layer: 'hub', unit: 'hub' }
}

const isTestKit = (path: string) => isFake(path) || isBench(path)
const isDemo = (path: string) => path === 'src/cli/demo.ts' || path.startsWith('src/cli/demo/')
const mayUseTestKit = (path: string) => isTest({ path }) || isTestKit(path) || isDemo(path)

/** Each import of a file of ours, as a path from the root. */
const ownImports = ({ path, imports }: Source) =>
  imports.filter(name => /^\.{0,2}\//.test(name)).map(name => join(dirname(path), name))

/** Imports that go against the direction: `engine ← connectors ← automations`, all of them ← hub ← cli. */
export function wrongImports(sources: Source[]): string[] {
  return sources.filter(isTypeScript).flatMap(from =>
    ownImports(from)
      .map(target => ({ target, why: objection(from.path, target) }))
      .filter(({ why }) => why)
      .map(({ target, why }) => `${from.path} imports ${target}: ${why}`),
  )
}

function objection(from: string, target: string): string | undefined {
  const [here, there] = [placeOf(from), placeOf(target)]
  if (!/^(src|test|scripts)\//.test(target))
    return target === 'package.json' && here.layer !== 'engine' ? undefined : 'it lies outside the sources'
  if (there.layer === 'test' && here.layer !== 'test') return 'nothing but a test imports a test'
  if (isTestKit(target) && !mayUseTestKit(from)) return 'fakes and testing.ts are for tests and the demo'
  // It runs the fakes, and shows what stands in them with the words of their connectors.
  if (isDemo(from) && there.layer === 'connectors') return undefined
  if (here.unit === there.unit) return undefined
  if (!mayImport[here.layer].includes(there.layer)) return `${here.unit} may not know ${there.unit}`
  const isDoor = there.layer !== 'connectors' || target.endsWith('/index.ts')
  if (here.layer === 'automations' && !isDoor) return 'an automation knows a connector by its index.ts only'
  return undefined
}

/** Imports that Node could not run as they stand: no extension, or no such file. */
export function brokenImports(sources: Source[]): string[] {
  const known = new Set(sources.map(({ path }) => path))
  return sources
    .filter(isTypeScript)
    .flatMap(from => ownImports(from).map(target => ({ from, target })))
    .filter(({ target }) => !target.includes('node_modules') && !known.has(target))
    .map(({ from, target }) => `${from.path} imports ${target}: no such file (imports carry their .ts)`)
}

/** Circles of imports, types included, each once, as `a → b → a`. */
export function importCycles(sources: Source[]): string[] {
  const graph = new Map(sources.filter(isTypeScript).map(file => [file.path, ownImports(file)]))
  const state = new Map<string, 'open' | 'done'>()
  const found: string[] = []
  const visit = (path: string, trail: string[]) => {
    if (state.get(path) === 'open') found.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
    if (state.has(path)) return
    state.set(path, 'open')
    for (const target of graph.get(path) ?? []) if (graph.has(target)) visit(target, [...trail, path])
    state.set(path, 'done')
  }
  for (const path of graph.keys()) visit(path, [])
  return found
}
