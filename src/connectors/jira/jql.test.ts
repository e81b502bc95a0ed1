import { deepEqual, equal, match, throws } from 'node:assert/strict'
import test from 'node:test'
import { fc } from '../../../test/property.ts'
import { JqlError, parseJql } from './fake-jql.ts'
import { allOf, anyOf, quote } from './index.ts'

/** Letters that mean something to JQL, or to nobody. */
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', "'", '\\', '(', ')', ',', '=', ' ', '\n', '\r', '\t', '\0', '\u001f', '\u2028', '\ufffe'),
    fc.constantFrom(' OR ', ' AND ', ' ORDER BY ', ' in ', 'project', '\\u0022', 'EMPTY', '한', '각', '😀', '\ud800'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  ),
  maxLength: 12,
})

test('any text comes through a quotation as it is, and changes nothing around it', () => {
  fc.assert(
    fc.property(nasty, text => {
      const jql = `project = "WEB" AND summary ~ ${quote(text)} ORDER BY key`
      deepEqual(parseJql(jql), {
        where: {
          kind: 'and',
          parts: [
            { kind: 'compare', field: 'project', operator: '=', values: [{ text: 'WEB' }] },
            { kind: 'compare', field: 'summary', operator: '~', values: [{ text }] },
          ],
        },
        orderBy: [{ field: 'key', descending: false }],
      })
    }),
    { numRuns: 2000 },
  )
})

test('what cannot be printed is written as its code', () => {
  equal(quote('a\0\u0085\u2028\ud800\ufffe"\\\n'), '"a\\u0000\\u0085\\u2028\\ud800\\ufffe\\"\\\\\\n"')
  equal(quote('결제 😀'), '"결제 😀"')
})

test('any values come through a list as they are', () => {
  fc.assert(
    fc.property(fc.array(nasty, { minLength: 1, maxLength: 5 }), values => {
      deepEqual(parseJql(anyOf('cf[10010]', values)).where, {
        kind: 'compare',
        field: 'cf[10010]',
        operator: 'in',
        values: values.map(text => ({ text })),
      })
    }),
  )
  throws(() => anyOf('key', []), /name at least one value/)
})

test('a condition of a person’s own either stays within its parentheses or is refused', () => {
  const pieces = fc.constantFrom(
    '(',
    ')',
    '"',
    "'",
    '\\',
    'a = b',
    ' OR ',
    ' AND ',
    'NOT ',
    ' ORDER BY key',
    '"x)"',
    "'('",
    ' ',
  )
  const typed = fc.array(pieces, { maxLength: 8 }).map(list => list.join(''))
  let [kept, refused] = [0, 0]
  fc.assert(
    fc.property(typed, condition => {
      const jql = (() => {
        try {
          return allOf(['project = WEB', condition])
        } catch {
          refused++
          return undefined
        }
      })()
      if (jql === undefined) return
      try {
        const { where, orderBy } = parseJql(jql)
        kept++
        deepEqual(orderBy, [])
        equal(where?.kind, 'and')
        equal(where?.kind === 'and' && where.parts.length, 2)
      } catch (error) {
        equal(error instanceof JqlError, true) // Jira refuses it; it did no harm
      }
    }),
    { numRuns: 5000 },
  )
  equal(kept > 50 && refused > 50, true, `${kept} kept, ${refused} refused`)
})

test('a refused condition says why', () => {
  const refusal = (condition: string) => () => allOf([condition])
  throws(refusal(' '), /is empty; leave it out/)
  throws(refusal('status = Done ORDER BY key'), /must not have an ORDER BY/)
  throws(refusal('(status = Done) order  by key'), /must not have an ORDER BY/)
  throws(refusal('a = b) OR (c = d'), /parentheses that do not match/)
  throws(refusal('summary ~ "x'), /quotation or an escape that does not end/)
  match(allOf(['summary ~ "order by ("', "labels = ')'"]), /^\(summary ~ "order by \("\) AND \(labels = '\)'\)$/)
  equal(allOf(['reorder = bypass', '"Order By" = 1']), '(reorder = bypass) AND ("Order By" = 1)')
})
