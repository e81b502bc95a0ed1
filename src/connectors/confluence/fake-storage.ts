/** What Confluence makes of storage when it saves it, and what it does not take. */

const token =
  /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<\/[^\s<>]+\s*>|<[A-Za-z][^\s<>/]*(?:\s+[^\s=<>/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*\/?>|[^<]+|</g
const attribute = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

const withLocalId = /^(p|h[1-6]|ul|ol|li)$/
const withMacroLocalId = /^(table|tr|td|th|ac:structured-macro)$/

const named: Record<string, string> = {
  '\u00a0': '&nbsp;',
  '“': '&ldquo;',
  '”': '&rdquo;',
  '‘': '&lsquo;',
  '’': '&rsquo;',
  '→': '&rarr;',
  '…': '&hellip;',
  '–': '&ndash;',
  '·': '&middot;',
  '"': '&quot;',
  '>': '&gt;',
}

/**
 * The body as it is kept: attributes sorted, ids added where there are none, elements without content closed in
 * themselves, signs written as entities. An error's message says what is malformed. `localIds`: as Cloud does it.
 */
export function savedStorage(source: string, { newId, localIds }: { newId: () => string; localIds: boolean }): string {
  const open: string[] = []
  const out: string[] = []
  /** An opening tag that is not closed yet: what follows decides how it is written. */
  let pending = ''
  const put = (text: string) => {
    out.push(pending && `${pending}>`, text)
    pending = ''
  }
  for (const [piece] of source.matchAll(token)) {
    if (piece.startsWith('<!')) put(piece)
    else if (piece.startsWith('</')) {
      const tag = piece.slice(2, -1).trim()
      const expected = open.pop()
      if (tag !== expected) throw new Error(`Unexpected close tag </${tag}>; expected </${expected}>.`)
      if (pending) out.push(pending, ' />')
      else out.push(`</${tag}>`)
      pending = ''
    } else if (piece.startsWith('<') && piece.length > 1) {
      put('')
      const tag = /^<([^\s/>]+)/.exec(piece)![1]!
      pending = `<${tag}${attributesOf(piece, tag, { newId, localIds })}`
      if (!piece.endsWith('/>')) open.push(tag)
      else {
        out.push(pending, ' />')
        pending = ''
      }
    } else put(textOf(piece))
  }
  if (open.length > 0) throw new Error(`Unexpected EOF; expected </${open.at(-1)}>.`)
  return out.join('')
}

function attributesOf(piece: string, tag: string, { newId, localIds }: { newId: () => string; localIds: boolean }) {
  const all = new Map<string, string>()
  for (const [, name, double, single] of piece.matchAll(attribute)) all.set(name!, double ?? single!)
  const add = (name: string) => all.has(name) || all.set(name, newId())
  if (tag === 'ac:structured-macro') add('ac:macro-id')
  if (localIds && withMacroLocalId.test(tag)) add('ac:local-id')
  if (localIds && withLocalId.test(tag)) add('local-id')
  const sorted = [...all].sort(([left], [right]) => (left < right ? -1 : 1))
  return sorted.map(([name, value]) => ` ${name}="${value}"`).join('')
}

function textOf(text: string): string {
  if (text === '<' || /&(?!(?:[A-Za-z]\w*|#\d+|#x[\dA-Fa-f]+);)/.test(text))
    throw new Error(`Unexpected character in ${JSON.stringify(text.slice(0, 20))}.`)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML does not have
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) throw new Error('Illegal character (control code).')
  return text.replace(/[\u00a0“”‘’→…–·">]/g, sign => named[sign]!)
}
