import { existsSync, readdirSync } from 'node:fs'
import type { AnyAutomation } from './engine/automation.ts'

/** The folder is the registry: each folder under `automations/` with an `index.ts` is an automation. */
export async function loadAutomations(): Promise<AnyAutomation[]> {
  const folder = new URL('automations/', import.meta.url)
  const names = readdirSync(folder).filter(name => existsSync(new URL(`${name}/index.ts`, folder)))
  const modules = await Promise.all(names.sort().map(name => import(new URL(`${name}/index.ts`, folder).href)))
  return modules.map(module => module.default)
}
