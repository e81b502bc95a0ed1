import type { Config } from './config-file.ts'
import { metaOf, type Settings } from './engine/settings.ts'

/** Every value that no log or page may show: secret settings, what is secret within them, and passwords in any address. */
export function secretsOf(all: readonly Settings[], env: Config['env']): string[] {
  const found = new Set<string>()
  for (const settings of all)
    for (const [name, schema] of Object.entries(settings)) {
      const value = env[name]
      if (value === undefined) continue
      if (metaOf(schema).secret) for (const secret of partsOf(value)) found.add(secret)
      for (const password of passwordOf(value)) found.add(password)
    }
  return [...found]
}

/** Error messages show an address without its query, so its path must be known as a secret of its own. */
function partsOf(value: string): string[] {
  const url = URL.parse(value)
  const list = value.split(/[\s,;]+/).filter(part => part.length >= 8)
  if (!url?.host) return [value, ...list]
  const path = url.pathname.length >= 8 ? [url.pathname] : []
  const parameters = [...url.searchParams.values()].filter(parameter => parameter.length >= 8)
  return [value, url.href, ...path, ...parameters]
}

function passwordOf(value: string): string[] {
  const { password = '' } = URL.parse(value) ?? {}
  if (password === '') return []
  try {
    return [password, decodeURIComponent(password)]
  } catch {
    return [password]
  }
}
