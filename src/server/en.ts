import type { JsonFault } from './json.ts'
import type { Words } from './ko.ts'

const formats: Record<string, string> = {
  date: 'must be a real date such as 2026-11-20',
  datetime: 'must be a moment in ISO 8601',
  time: 'must be a time such as 09:30:00',
  url: 'must be a whole address that begins with https:// or the like',
  email: 'must be an e-mail address',
  uuid: 'must be a UUID',
}

const json = (fault: JsonFault, field: string): string => {
  switch (fault.what) {
    case 'syntax':
      return `The body is no valid JSON: reading stopped at line ${fault.line}, column ${fault.column}.`
    case 'token':
      return `The body is no valid JSON: reading stopped at the sign ${fault.sign}`
    case 'deep':
      return `The body is nested too deeply: at most ${fault.limit} levels are taken.`
    case 'crowded':
      return `The body holds too many values: at most ${fault.limit} are taken.`
    case 'doubled':
      return `${field} is given twice: leave one of them.`
    case 'forbidden':
      return `${field} is a name that is not allowed.`
    case 'unkept':
      return `${at(field)}the number is too large to be kept exactly: send it as text.`
    case 'surrogate':
      return `${at(field)}half a surrogate pair (such as \\ud800) stands alone: has an emoji been cut?`
    case 'nul':
      return `${at(field)}the character NUL (\\u0000) is not taken.`
  }
}
const at = (field: string) => (field ? `${field}: ` : '')

export const en: Words = {
  language: 'en',
  titles: {
    invalid: 'The request is invalid',
    unauthorized: 'A token is needed',
    forbidden: 'The request is not allowed',
    not_found: 'Not found',
    method_not_allowed: 'The method is not supported',
    conflict: 'The request conflicts with another',
    too_large: 'The body is too large',
    rate_limited: 'Too many requests',
    failed: 'The server failed',
    unavailable: 'The request cannot be served now',
  },
  details: {
    fields: count => (count === 1 ? 'One thing is wrong: see errors.' : `${count} things are wrong: see errors.`),
    noToken: 'The header Authorization: Bearer <token> is needed.',
    wrongToken: 'The token is wrong.',
    slowDown: seconds => `Too many wrong tokens have come: try again in ${seconds} s.`,
    role: (needed, own) => `A token with the role ${needed} is needed; the role of this one is ${own}.`,
    strangeHost: 'Without a token the API is called as localhost only: check the Host header, or set API_AUTH_TOKEN.',
    strangeOrigin: 'Without a token the API is not called from pages of other sites.',
    mcpHost: 'This MCP server is not called by that name: check the Host header, or add the name to DURE_MCP_HOSTS.',
    mcpOrigin: 'The MCP server is not called from pages of other sites: add their host to DURE_MCP_HOSTS.',
    noRoute: 'There is nothing at this address; /docs shows what there is.',
    wrongMethod: allowed => `This address takes ${allowed} only.`,
    contentType: 'The header Content-Type must be application/json.',
    encoding: 'Bodies are taken uncompressed only: leave the header Content-Encoding out.',
    charset: 'The body must be UTF-8.',
    tooLarge: limit => `A body of at most ${limit} is taken.`,
    cutOff: 'The body was cut off.',
    notUtf8: 'The body is no valid UTF-8.',
    byteOrderMark: 'The body begins with a byte order mark (U+FEFF): save it as UTF-8 without one.',
    notObject: 'The body must be a JSON object such as {"name": "value"}.',
    badKey: 'Idempotency-Key must be 1 to 255 printable ASCII characters.',
    json,
    outside:
      'A system that the hub works with has refused its credentials: give an administrator the number of the request.',
    busy: 'A system that the hub works with takes no more requests at the moment: try again later.',
    unavailable: 'A system that is needed does not answer: try again later.',
    failed: 'Something unexpected went wrong: give an administrator the number of the request.',
  },
  faults: {
    more: count => `${count} more things are wrong`,
    missing: wanted => `is required (${wanted})`,
    empty: 'must not be empty',
    wrongType: (wanted, got) => `must be ${wanted}, not ${got}`,
    oneOf: values => `must be one of ${values}`,
    unknown: known => `is not known; known: ${known}`,
    meant: near => `did you mean ${near}?`,
    misplaced: 'the query is not read here: put it into the body',
    differs: 'differs from the one in the address',
    nul: 'must not hold the character NUL',
    tooShort: (least, unit) => `must have at least ${least} ${unit}`,
    tooLong: (most, unit) => `must have at most ${most} ${unit}`,
    tooSmall: (bound, inclusive) => (inclusive ? `must be at least ${bound}` : `must be more than ${bound}`),
    tooBig: (bound, inclusive) => (inclusive ? `must be at most ${bound}` : `must be less than ${bound}`),
    multipleOf: divisor => `must be a multiple of ${divisor}`,
    format: format => formats[format] ?? 'has the wrong format',
    other: 'is not a right value',
  },
  types: {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    fraction: 'a fraction',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
    record: 'an object',
    null: 'null',
    undefined: 'nothing',
  },
  units: { string: 'characters', array: 'items', object: 'members' },
  api: {
    title: 'Dure API',
    description:
      'What Dure does, by HTTP. Errors are problem details of RFC 9457, in the language of Accept-Language (ko, en).',
    token: 'The value of API_AUTH_TOKEN, or a token made by `dure token create`',
    key: 'Sent again under the same key, a request is not done again: the first answer comes back. Another content under the same key is a 409.',
    ok: 'Done',
    done: 'Done; there is nothing to give back',
    hub: 'Hub',
    health: 'Whether the process is alive',
    ready: 'Whether it can work',
    notReady: 'It cannot work; troubles tells why',
    metrics: 'Metrics for Prometheus',
    problem: 'Problem details of RFC 9457',
  },
  docs: 'Dure API',
}
