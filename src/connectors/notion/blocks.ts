import { type Run, runsOf } from './inline.ts'

export type Kind =
  | 'paragraph'
  | 'heading_1'
  | 'heading_2'
  | 'heading_3'
  | 'bulleted_list_item'
  | 'numbered_list_item'
  | 'to_do'
  | 'quote'
  | 'code'
  | 'divider'

/** A block of a page's body, in our words. */
export interface Block {
  kind: Kind
  runs: Run[]
  children: Block[]
  checked?: boolean
  language?: string
  /** What stands behind the fence of code beside its language. */
  caption?: string
}

/** A block may have blocks below it, and those too; Notion takes no more in one request. */
const deepest = 2
const longestCaption = 500

const divider = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/
const heading = /^ {0,3}(#{1,6})\s+(.*)$/
const fence = /^(\s*)(`{3,}|~{3,})([^`]*)$/
const item = /^(\s*)(?:[-*+•]|(\d{1,9})[.)])\s+(.*)$/
const task = /^\[([ xX])\]\s+(.*)$/
const quote = /^\s*>\s?(.*)$/

/** Markdown as blocks. No word of it is lost: what has no place in Notion stays as text. */
export function blocksOf(markdown: string): Block[] {
  const text = markdown.toWellFormed().replaceAll('\0', '\ufffd').replace(/\r\n?/g, '\n').replaceAll('\t', '    ')
  const lines = text.split('\n')
  const page = blankPage()
  for (let at = 0; at < lines.length; ) at += take(lines, at, page)
  return page.finished()
}

/** Puts what begins at this line on the page, and tells how many lines it is. */
function take(lines: string[], at: number, page: Page): number {
  const line = lines[at]!
  const fenced = fence.exec(line)
  if (fenced) return takeCode(lines, at, page, fenced)
  if (line.trim() === '') page.endText()
  else if (divider.test(line)) page.add({ kind: 'divider', runs: [], children: [] })
  else if (heading.test(line)) page.add(headingOf(heading.exec(line)!))
  else if (quote.test(line)) return takeQuote(lines, at, page)
  else if (!page.addItem(item.exec(line))) page.addText(line)
  return 1
}

function takeCode(lines: string[], at: number, page: Page, [, indent, mark, info]: RegExpExecArray): number {
  const isEnd = (line: string) => line.trim().startsWith(mark!) && /^[`~]+$/.test(line.trim())
  const end = firstAfter(lines, at, isEnd)
  const inner = lines.slice(at + 1, end).map(line => (line.startsWith(indent!) ? line.slice(indent!.length) : line))
  const { caption = '', language } = languageIn(info!.trim())
  const isLong = caption.length > longestCaption
  const runs = runOf([...(isLong ? [caption] : []), ...inner].join('\n'))
  const named = { language, ...(caption && !isLong && { caption }) }
  page.add({ kind: 'code', runs, children: [], ...named }, indent!.length)
  return end - at + 1
}

function takeQuote(lines: string[], at: number, page: Page): number {
  const quoted = lines.slice(
    at,
    firstAfter(lines, at, line => !quote.test(line)),
  )
  page.add(simple('quote', quoted.map(line => quote.exec(line)![1]).join('\n')))
  return quoted.length
}

/** The next line that is so, else the end. */
function firstAfter(lines: string[], at: number, isIt: (line: string) => boolean): number {
  let next = at + 1
  while (next < lines.length && !isIt(lines[next]!)) next++
  return next
}

const simple = (kind: Kind, text: string): Block => ({ kind, runs: runsOf(text), children: [] })
const runOf = (text: string): Run[] => (text ? [{ text, look: '' }] : [])

function headingOf([, marks, text]: RegExpExecArray): Block {
  const kind = (['heading_1', 'heading_2'] as const)[marks!.length - 1] ?? 'heading_3'
  return simple(kind, text!.replace(/\s+#+\s*$/, '').trim())
}

function itemOf(text: string, isNumbered: boolean): Block {
  const done = isNumbered ? null : task.exec(text)
  if (done) return { ...simple('to_do', done[2]!), checked: done[1] !== ' ' }
  return simple(isNumbered ? 'numbered_list_item' : 'bulleted_list_item', text)
}

type Page = ReturnType<typeof blankPage>

function blankPage() {
  const blocks: Block[] = []
  /** Lines of the paragraph that is being read. */
  let text: string[] = []
  /** The list items that what follows may hang below, each with the column in which it begins. */
  let open: { column: number; block: Block }[] = []
  /** How many numbered items end each list of blocks: Notion counts by itself, from one, as long as nothing comes between. */
  const numbered = new Map<Block[], number>()
  const put = (siblings: Block[], block: Block) => {
    siblings.push(block)
    numbered.set(siblings, block.kind === 'numbered_list_item' ? (numbered.get(siblings) ?? 0) + 1 : 0)
  }

  /** Where something that begins in this column hangs. */
  const levelAt = (column: number) => {
    const above = open.filter(each => each.column < column)
    return { above, siblings: above.slice(0, deepest).at(-1)?.block.children ?? blocks }
  }
  const endText = () => {
    if (text.length > 0) put(blocks, simple('paragraph', text.join('\n')))
    text = []
  }
  return {
    endText,
    add(block: Block, column = 0) {
      endText()
      const { above, siblings } = levelAt(column)
      open = above
      put(siblings, block)
    },
    /** False where it is no list item, or one whose number Notion would not show. */
    addItem(found: RegExpExecArray | null): boolean {
      if (!found) return false
      const [, indent, number, words] = found
      const { above, siblings } = levelAt(indent!.length)
      if (number && ![1, (numbered.get(siblings) ?? 0) + 1].includes(Number(number))) return false
      endText()
      const block = itemOf(words!, number !== undefined)
      put(siblings, block)
      open = [...above, { column: indent!.length, block }]
      return true
    },
    /** A line that is indented belongs to the list item above it. */
    addText(line: string) {
      const last = open.at(-1)?.block
      if (last && text.length === 0 && /^\s/.test(line)) {
        last.runs.push(...runsOf(`\n${line.trim()}`))
        return
      }
      open = []
      text.push(line.trimEnd())
    },
    finished() {
      endText()
      return blocks
    },
  }
}

const languages: Record<string, string> = {
  js: 'javascript',
  ts: 'typescript',
  tsx: 'typescript',
  jsx: 'javascript',
  py: 'python',
  sh: 'shell',
  zsh: 'shell',
  console: 'shell',
  yml: 'yaml',
  rs: 'rust',
  rb: 'ruby',
  kt: 'kotlin',
  cs: 'c#',
  cpp: 'c++',
  md: 'markdown',
  dockerfile: 'docker',
  tf: 'hcl',
}
const known = new Set(
  (
    'bash basic c c# c++ clojure coffeescript css dart diff docker elixir elm erlang fortran f# go graphql groovy haskell ' +
    'hcl html java javascript json julia kotlin latex less lisp lua makefile markdown mermaid nix objective-c ocaml ' +
    'pascal perl php powershell prolog protobuf python r ruby rust sass scala scheme scss shell solidity sql swift toml ' +
    'typescript verilog vhdl webassembly xml yaml'
  ).split(' '),
)

/** Notion refuses a language that it does not know. */
function languageIn(info: string): { language: string; caption?: string } {
  const [word = '', ...rest] = info.split(/\s+/)
  const name = languages[word.toLowerCase()] ?? word.toLowerCase()
  const language = known.has(name) ? name : 'plain text'
  const caption = known.has(name) ? rest.join(' ') : info
  return caption ? { language, caption } : { language }
}
