import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { brokenImports, importCycles, wrongImports } from './structure/borders.ts'
import { homes, strays } from './structure/homes.ts'
import { lockHoles } from './structure/lock.ts'
import { deadLinks, unevenTwins } from './structure/pages.ts'
import * as shape from './structure/shape.ts'
import { isTypeScript, readTree, root } from './structure/tree.ts'

const tree = readTree()
const scripts: { test: string; faults: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts
const testPatterns = [...`${scripts.test} ${scripts.faults}`.matchAll(/"([^"]+)"/g)].map(([, pattern = '']) => pattern)

test('the rules see the whole project', () => {
  const typescript = tree.filter(isTypeScript)
  assert.ok(typescript.length >= 20, `only ${typescript.length} modules were seen`)
  for (const path of ['src/engine/connector.ts', 'test/structure.test.ts', 'package.json', 'README.md'])
    assert.ok(
      tree.some(file => file.path === path),
      `${path} was not seen`,
    )
  assert.ok(
    typescript.some(({ imports }) => imports.includes('zod')),
    'no import was seen',
  )
})

describe('imports', () => {
  test('imports go one way: engine ← connectors ← automations ← hub ← cli, and fakes stay with tests and the demo', () => {
    assert.deepEqual(wrongImports(tree), [])
  })

  test('no module imports itself by a detour, types included', () => {
    assert.deepEqual(importCycles(tree), [])
  })

  test('every import of a file of ours names a file that is there', () => {
    assert.deepEqual(brokenImports(tree), [])
  })
})

describe('what has one home', () => {
  test('environment, terminal, clock, timers, chance, threads and network are touched at their homes only', () => {
    assert.deepEqual(strays(tree), [])
  })

  test('every exception is made for a reason', () => {
    for (const { what, at } of homes)
      for (const [place, reason] of Object.entries(at)) assert.match(reason, /\S+ \S+/, `${what} at ${place}`)
  })
})

describe('shape', () => {
  test('files have at most 300 lines and functions at most 60', () => {
    assert.deepEqual(shape.tooLong(tree), [])
  })

  test('only syntax that Node strips is used, and modules name what they export', () => {
    assert.deepEqual(shape.wrongSyntax(tree), [])
  })

  test('each connector and each automation is one whole folder, named as it calls itself', () => {
    assert.deepEqual(shape.incompleteFolders(tree), [])
  })

  test('files are named for what they give, in kebab-case', () => {
    assert.deepEqual([...shape.vagueNames(tree), ...shape.unevenNames(tree)], [])
  })
})

describe('text', () => {
  test('no file names a path of one machine or the address of a registry', () => {
    assert.deepEqual(shape.placesNamed(tree), [])
  })

  test('every link between pages leads somewhere', () => {
    assert.deepEqual(deadLinks(tree), [])
  })

  test('a page and its Korean twin have the same chapters, tables and commands', () => {
    assert.deepEqual(unevenTwins(tree), [])
  })

  test('every test is run by npm test or npm run faults, none is singled out, and its name is a sentence', () => {
    assert.ok(testPatterns.length > 0)
    assert.deepEqual(shape.asleep(tree, testPatterns), [])
  })
})

test('the lock file locks what each platform needs, so that npm ci takes it everywhere', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  assert.deepEqual(lockHoles(lock), [])
  const holder = { optionalDependencies: { '@a/linux': '1.0.0', '@a/darwin': '1.0.0' } }
  assert.deepEqual(lockHoles({ packages: { 'node_modules/a': holder, 'node_modules/@a/linux': {} } }), [
    'package-lock.json lacks @a/darwin, which node_modules/a may install',
  ])
})
