/** Markup that needs no escaping any more. Only `html` and `raw` make it, so that no text slips through unescaped. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | Html | readonly Html[] | undefined | false

// Also dropped: control characters, and the marks that let a file name be shown backwards.
const unsafe = /[&<>"'\p{Cc}\u202a-\u202e\u2066-\u2069]/u
const unsafeAll = new RegExp(unsafe, 'gu')
const named: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\n': '\n',
  '\t': '\t',
}

/** Text → text that is inert in an element and in a quoted attribute. */
const escaped = (text: string) => (unsafe.test(text) ? text.replace(unsafeAll, c => named[c] ?? '') : text)

/** For constant markup of our own only. */
export const raw = (text: string) => new Html(text)

/** Every value put in is escaped, except Html; `undefined` and `false` leave nothing. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  let text = strings[0] ?? ''
  for (let i = 0; i < parts.length; i++) text += textOf(parts[i]) + strings[i + 1]
  return new Html(text)
}

function textOf(part: Part): string {
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return String(part)
  if (part === undefined || part === false) return ''
  if (part instanceof Html) return part.text
  let text = ''
  for (const one of part) text += one.text
  return text
}
