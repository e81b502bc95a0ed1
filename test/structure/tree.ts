import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codeOf, importsOf } from './text.ts'

/** One file of the project. `path` is relative to its root, with slashes. */
export interface Source {
  path: string
  text: string
  code: string
  imports: string[]
}

export const root = fileURLToPath(new URL('../../', import.meta.url))

const elsewhere = new Set(['node_modules', '.git', 'data', '.env', 'dure.yaml', 'package-lock.json', 'recordings'])
const produced = /\.(db|log|tmp)$/
const picture = /\.(png|jpg|ico|woff2?)$/

/** A file as the rules see it; the rules' own tests make them up. */
export function source(path: string, text: string): Source {
  const typescript = path.endsWith('.ts')
  const code = typescript ? codeOf(text) : ''
  return { path, text, code, imports: typescript ? importsOf(text, code) : [] }
}

/** Every file that belongs to the project, pictures without their bytes; recordings and what is installed or produced apart. */
export function readTree(folder = root): Source[] {
  return readdirSync(folder, { withFileTypes: true, recursive: false }).flatMap(entry =>
    walk(folder, entry.name, entry),
  )
}

function walk(
  folder: string,
  path: string,
  entry: { name: string; isDirectory(): boolean; isFile(): boolean },
): Source[] {
  if (elsewhere.has(entry.name)) return []
  if (entry.isDirectory())
    return readdirSync(join(folder, path), { withFileTypes: true }).flatMap(inner =>
      walk(folder, `${path}/${inner.name}`, inner),
    )
  if (!entry.isFile() || produced.test(path)) return []
  return [source(path, picture.test(path) ? '' : readFileSync(join(folder, path), 'utf8'))]
}

export const isTypeScript = ({ path }: Source) => path.endsWith('.ts')
export const isTest = ({ path }: Pick<Source, 'path'>) => path.endsWith('.test.ts') || path.startsWith('test/')

/** What only tests and the demo use: fakes (`fake.ts`, `fake-jobs.ts`, `fake/…`) and the tests' bench (`testing.ts`, `http-testing.ts`). */
export const isFake = (path: string) => /^src\/.*\/fake(-[\w-]+)?(\.ts|\/)/.test(path)
export const isBench = (path: string) => /^src\/.*\/([\w-]+-)?testing(\.ts|\/)/.test(path)
