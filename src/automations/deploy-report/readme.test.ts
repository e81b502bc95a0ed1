import { deepEqual } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { parse } from 'yaml'
import { z } from 'zod'
import { Options } from './options.ts'

interface Shape {
  properties: { reports: { items: { properties: object } } }
}

test('the example in the README is valid and shows every option, and its table explains each', () => {
  const text = readFileSync(new URL('README.md', import.meta.url), 'utf8')
  const example = parse(/```yaml\n([\s\S]*?)```/.exec(text)![1]!)['deploy-report']
  Options.parse(example)
  const { properties } = z.toJSONSchema(Options, { io: 'input' }) as unknown as Shape
  const known = Object.keys(properties.reports.items.properties)
  deepEqual(Object.keys(example.reports[0]).sort(), known.toSorted())
  const table = text.slice(text.indexOf('| option'), text.indexOf('`dure doctor`'))
  deepEqual([...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name).sort(), [...known, 'language'].sort())
})
