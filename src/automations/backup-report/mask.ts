const hidden = '***'

/** What looks like `-pWORD` and is no password. */
const harmless = /^(?:rint0?|ort|rune|ath|arents?|erm|id|reserve|ty|arallel|rogress|eriod|assive|roto(?:col)?)\b/

/** Most lines hold nothing that any rule could match. */
const hints = /pass|pwd|secret|token|key|-p|-u|--user|:[^\s@/:"']{1,200}@|bearer|basic/i

const rules: [RegExp, string | ((...found: string[]) => string)][] = [
  // mysqldump -pSECRET, sshpass -pSECRET, 7z -pSECRET
  [
    /(?<=^|[\s'"])-p(?=[^\s'"=-]|["'])("[^"\n]{1,200}"|'[^'\n]{1,200}'|[^\s'"]{1,200})/g,
    (whole, value = '') => (harmless.test(value) ? whole : `-p${hidden}`),
  ],
  // PGPASSWORD=x, password = "x", api_key: x; MySQL's "(using password: YES)" tells nothing secret
  [
    /([\w-]{0,40}(?:password|passwd|passphrase|pwd|passwort|secret|token|api[_-]?key|access[_-]?key)["']?\s{0,3}[=:]\s{0,3})(?!YES\b|NO\b)("[^"\n]{1,300}"|'[^'\n]{1,300}'|[^\s"',;)]{1,300})/gi,
    (_whole, name = '') => name + hidden,
  ],
  // --password x, --token x
  [
    /(--?(?:password|passwd|passphrase|secret|token|api-key)\s{1,3})("[^"\n]{1,300}"|'[^'\n]{1,300}'|[^\s"'-][^\s"']{0,300})/gi,
    (_whole, name = '') => name + hidden,
  ],
  // curl -u user:password
  [/(\s(?:-u|--user)[\s=]{1,3}["']?[^\s:"']{1,80}:)[^\s"']{1,200}/g, (_whole, name = '') => name + hidden],
  // //user:password@host and user:password@host
  [/\b([\w.%+-]{1,64}:)[^\s@/:"']{1,200}@(?=[\w[])/g, (_whole, name = '') => `${name}${hidden}@`],
  [/\b((?:Bearer|Basic)\s{1,3})[\w.~+/=-]{8,2000}/g, (_whole, name = '') => name + hidden],
]

/** Hides passwords and tokens that scripts print into a job's log. */
export function masked(text: string): string {
  if (!hints.test(text)) return text
  let result = text
  for (const [pattern, replacement] of rules) result = result.replace(pattern, replacement as string)
  return result
}

const escapes = new RegExp(`${'\\u001b'}\\[[0-9;?]{0,20}[A-Za-z]`, 'g')
const controls = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu

/** Takes out terminal colours, control characters and marks that reverse text; keeps line ends. */
export const cleaned = (text: string) =>
  text.replace(escapes, '').replace(controls, c => (c === '\n' ? c : c === '\t' ? ' ' : ''))
