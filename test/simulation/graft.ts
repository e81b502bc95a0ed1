import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { deployMutants } from './deploy-mutants.ts'
import { type Change, type Mutant, mutants } from './mutants.ts'
import { syncMutants } from './sync-mutants.ts'

const root = new URL('../../', import.meta.url)

/** Loads the engine with one defect. Call it before the engine is imported. */
export function graft(name: string) {
  const changes = new Map<string, Change[]>()
  const mutant = [...mutants, ...deployMutants, ...syncMutants].find(one => one.name === name)
  if (!mutant) throw new Error(`there is no mutant ${name}`)
  for (const change of mutant.changes) {
    const url = new URL(change.file, root).href
    changes.set(url, [...(changes.get(url) ?? []), change])
  }
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      const own = changes.get(url)
      if (!own) return loaded
      return { ...loaded, source: own.reduce((source, change) => changed(source, change, url), String(loaded.source)) }
    },
  })
}

/** Throws where a mutant does not fit the project as it is. */
export function assertFits({ name, changes }: Mutant) {
  const texts = new Map<string, string>()
  for (const { file } of changes) texts.set(file, readFileSync(new URL(file, root), 'utf8'))
  for (const change of changes)
    texts.set(change.file, changed(texts.get(change.file)!, change, `${name}: ${change.file}`))
}

/** A place that is not there, or is there twice, means that the engine has moved on and the mutant must follow. */
export function changed(source: string, { find, replace }: Pick<Change, 'find' | 'replace'>, where: string): string {
  const found = source.split(find).length - 1
  if (found !== 1)
    throw new Error(`${where.startsWith('file:') ? fileURLToPath(where) : where}: found ${found} times: ${find}`)
  return source.replace(find, () => replace)
}
