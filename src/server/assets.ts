import { readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HubError } from '../engine/error.ts'
import { type Asset, type Assets, assetNames } from './docs.ts'

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
}

const installed = () => dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')))

/** Swagger UI's files, from the folder of its distribution, all of them in memory: no request names a file. */
export function readAssets(folder = installed()): Assets {
  return new Map(
    assetNames.map((name): [string, Asset] => {
      try {
        return [name, { type: types[extname(name)]!, bytes: readFileSync(join(folder, name)) }]
      } catch (cause) {
        throw new HubError('invalid', `${join(folder, name)} cannot be read: install Swagger UI anew with npm ci`, {
          cause,
        })
      }
    }),
  )
}
