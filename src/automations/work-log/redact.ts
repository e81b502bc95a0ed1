interface Rule {
  mark: string
  pattern: RegExp
  /** What only looks like it is left. */
  isIt?: (found: string) => boolean
}

/** In the order in which they are applied: a whole before its parts. */
const rules: Rule[] = [
  { mark: 'secret', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g },
  { mark: 'url', pattern: /(?<![a-z])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s<>"'`)\]]+/gi },
  { mark: 'secret', pattern: /\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, isIt: found => /\d/.test(found) },
  {
    mark: 'secret',
    pattern:
      /(?<![\w-])(?:sk|pk|rk)[-_](?:[A-Za-z0-9]+[-_])*[A-Za-z0-9]{12,}[\w-]*|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[abeoprs]-[\w-]{8,}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{30,}|\bntn_\w{16,}|\bsecret_\w{16,}|\bnpm_\w{20,}|\bhf_\w{20,}|\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g,
  },
  {
    mark: 'secret',
    pattern:
      /[\w-]{0,40}(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|(?<![A-Za-z])pw|api ?키|인증 ?키|비밀번호|비번|패스워드|암호)["']?\s{0,3}[=:]\s{0,3}["']?[^\s"',;)]{4,300}/gi,
    isIt: found => /\d|[^\p{L}\s]/u.test(found.slice(found.search(/[=:]/) + 1)),
  },
  { mark: 'e-mail', pattern: /[\w.%+-]{1,64}@(?:[\w-]{1,63}\.)+[A-Za-z]{2,24}/g },
  { mark: 'resident number', pattern: /(?<!\d)\d{6}[- ]?[1-8]\d{6}(?!\d)/g, isIt: isBirthday },
  { mark: 'card number', pattern: /(?<!\d)\d{4}([- ]?)\d{4}\1\d{4}\1\d{4}(?!\d)/g, isIt: passesLuhn },
  {
    mark: 'account number',
    pattern: /(?<=계좌(?:번호)?(?: ?[:은는가이])? {0,2})\d{2,6}(?:-\d{2,8}){1,3}(?![\d-])/g,
    isIt: found => found.replaceAll('-', '').length >= 10,
  },
  { mark: 'licence number', pattern: /(?<![\d-])\d{2}-\d{2}-\d{6}-\d{2}(?![\d-])/g },
  {
    mark: 'passport number',
    pattern: /(?<=여권(?:번호)?(?: ?[:은는])? {0,2})[A-Z](?:\d{8}|\d{3}[A-Z]\d{4})(?![A-Za-z\d])/g,
  },
  { mark: 'business number', pattern: /(?<![\d-])\d{3}-\d{2}-\d{5}(?![\d-])/g },
  {
    mark: 'phone',
    pattern:
      /(?<![\d.,-])(?:\+82[- .]?\(?0?\)?[- .]?\d{1,2}|\(?0(?:1[016-9]|2|[3-6][1-5]|70|80|50\d?)\)?)[- .]?\d{3,4}[- .]?\d{4}(?![\d-])/g,
  },
  {
    mark: 'phone',
    pattern: /(?<![\d.,-])1(?:5(?:22|33|44|66|77|88|99)|6(?:00|44|61|66|68|70|88)|8\d\d)-\d{4}(?![\d-])/g,
  },
  { mark: 'phone', pattern: /(?<![\w+])\+\d{1,3}[- .]\(?\d{1,4}\)?(?:[- .]\d{2,4}){2,4}(?![\d-])/g },
  {
    mark: 'ip',
    pattern:
      /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\/\d{1,2}|:\d{2,5})?(?![\d.]*\d)/g,
  },
  { mark: 'ip', pattern: /(?<![\w:])[0-9a-f:]{6,39}(?![\w:])/gi, isIt: isAddress },
  { mark: 'secret', pattern: /(?<![\w/+-])[A-Za-z0-9+/_-]{32,}={0,2}(?![\w])/g, isIt: isRandom },
]

/** Personal data and secrets give way to a mark. A text that went through once comes back the same. */
export function redactedText(text: string): { text: string; count: number } {
  let count = 0
  const hide = (whole: string, { mark, pattern, isIt = () => true }: Rule) =>
    whole.replace(pattern, found => {
      if (!isIt(found)) return found
      count++
      return `[${mark}]`
    })
  // What is glued to something that is cut out can be told only after.
  const through = (whole: string, rounds: number): string => {
    const hidden = rules.reduce(hide, whole)
    return hidden === whole || rounds === 0 ? hidden : through(hidden, rounds - 1)
  }
  return { text: through(text.normalize('NFKC').replace(/\p{Cf}/gu, ''), 5), count }
}

/** Its first six digits are a day: of thirteen digits most are times in milliseconds. */
function isBirthday(found: string): boolean {
  const [month, day] = [Number(found.slice(2, 4)), Number(found.slice(4, 6))]
  return month >= 1 && month <= 12 && day >= 1 && day <= 31
}

function passesLuhn(found: string): boolean {
  const sum = [...found.replace(/\D/g, '')].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

/** Times (18:30:15) have two colons and no gap; words have none. */
function isAddress(found: string): boolean {
  const groups = found.split(':')
  return (
    groups.every(group => group.length <= 4) && (groups.length === 8 || (found.includes('::') && groups.length > 3))
  )
}

/** A hash or a key, not a long path or name: letters and digits mixed throughout. */
function isRandom(found: string): boolean {
  return (
    /^[0-9a-f]+$/i.test(found) || (/[a-z]/.test(found) && /[A-Z]/.test(found) && (found.match(/\d/g)?.length ?? 0) >= 2)
  )
}
