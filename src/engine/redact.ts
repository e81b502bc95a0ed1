const mark = '[redacted]'
/** Shorter values would cut holes into ordinary words. */
const shortest = 4

/** Cuts secrets out of a text, also where they are URL-encoded, JSON-escaped or in base64, alone or within more. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(secrets.flatMap(formsOf).filter(form => form.length >= shortest))
  if (forms.size === 0) return text => text
  // The longest first: a secret may be the beginning of another.
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(longestFirst.map(literal).join('|'), 'g')
  return text => text.replace(pattern, mark)
}

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

function formsOf(secret: string): string[] {
  if (secret.length < shortest) return []
  const percent = [encodeURIComponent(wellFormed(secret)), encodeURI(wellFormed(secret))]
  return [
    secret,
    ...percent,
    ...percent.map(form => form.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase())),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    ...[0, 1, 2].flatMap(before => base64Within(secret, before)),
  ]
}

/** encodeURIComponent throws at half a surrogate pair. */
const wellFormed = (text: string) => text.toWellFormed()

/** The characters of base64 that the secret alone decides when `before` bytes (modulo 3) come before it, as in `user:secret`. */
function base64Within(secret: string, before: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)])
  const whole = bytes.toString('base64').replace(/=+$/, '')
  const first = Math.ceil((before * 8) / 6)
  const last = Math.floor((bytes.length * 8) / 6)
  const own = whole.slice(first, last)
  const safe = own.length >= 2 * shortest || before === 0 ? own : ''
  return [safe, safe.replaceAll('+', '-').replaceAll('/', '_')]
}
