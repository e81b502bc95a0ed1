import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../../test/property.ts'
import { redactor } from './redact.ts'

const secret = 'pä$s/w+rd "1"\n'

test('a secret is cut out wherever it stands', () => {
  const redact = redactor(['hunter22', 'other-secret'])
  assert.equal(redact('a hunter22b hunter22, other-secret'), 'a [redacted]b [redacted], [redacted]')
})

test('URL-encoded, form-encoded, JSON-escaped and base64 forms are cut out too', () => {
  const redact = redactor([secret])
  const forms = [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(secret).toLowerCase().replace('r', 'r'),
    encodeURI(secret),
    new URLSearchParams({ a: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
  ]
  for (const form of forms) assert.equal(redact(`<${form}>`), '<[redacted]>', form)
  assert.doesNotMatch(redact(JSON.stringify({ text: JSON.stringify({ secret }) })), /rd/)
})

test('a password inside a basic authorization is cut out whatever the user is called', () => {
  const redact = redactor(['correct-horse-battery'])
  for (const user of ['a', 'ab', 'abc', 'abcd', '가나']) {
    const header = Buffer.from(`${user}:correct-horse-battery`).toString('base64')
    const shown = redact(header)
    assert.match(shown, /\[redacted\]/)
    assert.doesNotMatch(Buffer.from(shown.replace('[redacted]', ''), 'base64').toString(), /orse/)
  }
})

test('values too short to be told from words stay, and no secrets change nothing', () => {
  assert.equal(redactor(['abc', ''])('abc'), 'abc')
  assert.equal(redactor([])('hunter22'), 'hunter22')
})

test('of two secrets that begin alike the longer is cut whole', () => {
  assert.equal(redactor(['token', 'token-long'])('token-long token'), '[redacted] [redacted]')
})

test('special characters of patterns in a secret mean themselves', () => {
  assert.equal(redactor(['a.*b[c'])('a.*b[c axxb[c'), '[redacted] axxb[c')
})

test('no secret survives in any text around it', () => {
  const word = fc.string({ minLength: 6, maxLength: 30, unit: 'binary' })
  fc.assert(
    fc.property(word, fc.string(), fc.string(), (value, before, after) => {
      fc.pre(!'[redacted]'.includes(value) && !`${before}${after}`.includes(value))
      const shown = redactor([value])(`${before}${value}${after}`)
      return !shown.includes(value)
    }),
  )
})
