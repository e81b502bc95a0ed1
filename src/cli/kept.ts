import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Shell } from '../engine/command.ts'
import { HubError } from '../engine/error.ts'
import { explained, readText, writeWhole } from './files.ts'

/** What commands keep, a JSON file each in a folder that is made when it is needed. */
export function keptIn(folder: string): Shell['kept'] {
  // Whatever the name, it is a plain one of the folder.
  const pathOf = (name: string) => join(folder, `${encodeURIComponent(name)}.json`)
  return {
    async load(name) {
      const path = pathOf(name)
      const text = await readText(path).catch(error => {
        if (error instanceof HubError && error.code === 'not_found') return undefined
        throw error
      })
      return text === undefined ? undefined : parsed(text, path)
    },
    async save(name, value) {
      await explained(folder, mkdir(folder, { recursive: true, mode: 0o700 }))
      await writeWhole(pathOf(name), `${JSON.stringify(value, undefined, 2)}\n`, true)
    },
    remove: name => explained(folder, rm(pathOf(name), { force: true })),
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new HubError('invalid', `${path} is no JSON any more; mend it, or remove it`, {
      ko: `${path}: JSON이 깨졌습니다. 고치거나 지우십시오`,
    })
  }
}
