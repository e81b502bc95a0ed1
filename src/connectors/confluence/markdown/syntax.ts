import type { Blockquote, Nodes, Parents, Text } from 'mdast'
import type { Extension as Reading } from 'mdast-util-from-markdown'
import type { ConstructName, Handlers, Info, State, Options as Writing } from 'mdast-util-to-markdown'
import { countingSigns } from './crowded.ts'
import { libraries } from './libraries.ts'
import { isMark } from './mark.ts'
import type { Block, Frame, Mark, Opaque, Panel, Wrap } from './nodes.ts'

/**
 * CommonMark with tables, task lists, strikethrough and bare addresses, and the marks `{{…}}`. No footnotes. Throws `invalid`
 * for what would take long; `linesBefore` are those of the whole Markdown, for its message.
 */
export function parseMarkdown(markdown: string, linesBefore = 0): Block[] {
  const { fromMarkdown, gfm, gfmFromMarkdown } = libraries()
  return fromMarkdown(markdown, {
    extensions: [
      // In Korean a single tilde is "from … to".
      gfm({ singleTilde: false }),
      { disable: { null: ['gfmFootnoteDefinition', 'gfmFootnoteCall', 'gfmPotentialFootnoteCall'] } },
      { text: { [brace]: { name: 'mark', tokenize: tokenizeMark } } },
      countingSigns(linesBefore),
    ] as NonNullable<Parameters<typeof fromMarkdown>[1]>['extensions'],
    // Its second look for addresses, in finished text, would find those that are escaped.
    mdastExtensions: [...gfmFromMarkdown().map(extension => ({ ...extension, transforms: [] })), readingMarks],
  }).children
}

const brace = '{'.charCodeAt(0)

/** What of micromark's tokenizer is used here. Codes below zero are line ends and tabs, `null` is the end. */
type Step = (code: number | null) => Step | undefined
interface Effects {
  enter(type: string): unknown
  consume(code: number | null): unknown
  exit(type: string): unknown
}

function tokenizeMark(effects: Effects, ok: Step, nok: Step): Step {
  let read = ''
  const step: Step = code => {
    if (code === null || code < 0) return nok(code)
    if (read === '') effects.enter('mark')
    read += String.fromCharCode(code)
    if ((read.length <= 2 && code !== brace) || (read.length > 2 && code === brace)) return nok(code)
    effects.consume(code)
    if (!read.endsWith('}}')) return step
    if (!isMark(read)) return nok
    effects.exit('mark')
    return ok
  }
  return step
}

const readingMarks: Reading = {
  enter: {
    mark(token: Parameters<NonNullable<Reading['enter']>[string]>[0]) {
      this.enter({ type: 'mark', value: this.sliceSerialize(token) }, token)
    },
  },
  exit: {
    mark(token: Parameters<NonNullable<Reading['exit']>[string]>[0]) {
      this.exit(token)
    },
  },
}

/** The Markdown of each block. They are joined by an empty line. */
export function writeBlocks(blocks: readonly Block[]): string[] {
  const written: string[] = []
  const page: Handlers['root'] = (node: { children: Block[] }, _, state, info) => {
    state.indexStack.push(-1)
    node.children.forEach((block, index) => {
      state.indexStack[state.indexStack.length - 1] = index
      const here = { ...state.createTracker(info).current(), before: '\n', after: '\n' }
      written.push(state.handle(block, node as Parents, state, here))
      if (block.type !== 'list') state.bulletLastUsed = undefined
    })
    state.indexStack.pop()
    return ''
  }
  const options = writing()
  const { toMarkdown } = libraries()
  toMarkdown({ type: 'root', children: [...blocks] }, { ...options, handlers: { ...options.handlers, root: page } })
  return written
}

const addresses: ConstructName[] = ['autolink', 'destinationLiteral', 'destinationRaw']

const writing = (): Writing => ({
  bullet: '-',
  rule: '-',
  extensions: [withoutTilde(libraries().gfmToMarkdown({ tablePipeAlign: false }))],
  unsafe: [
    // A name alone in braces, as templates have them, is no mark.
    { character: '{', after: '(?=\\{(?!\\w+\\}\\}))', inConstruct: 'phrasing' },
    { character: '~', after: '~', inConstruct: 'phrasing', notInConstruct: addresses },
    { character: '~', before: '~', inConstruct: 'phrasing', notInConstruct: addresses },
  ],
  handlers: {
    text: (node: Text, _, state, info) => (isPlain(node.value, info) ? node.value : escaped(node.value, state, info)),
    mark: Object.assign((node: Mark) => node.value, { peek: () => '{' }),
    wrap: Object.assign(writtenWrap, { peek: () => '{' }),
    frame: (node: Frame, _, state, info) =>
      `${node.open}\n\n${node.children.length > 0 ? `${state.containerFlow(node as never, info)}\n\n` : ''}${closeOf(node.open)}`,
    opaque: (node: Opaque, parent, state, info) =>
      state.handle({ type: 'code', lang: 'confluence', meta: node.open, value: node.value }, parent, state, info),
    panel: (node: Panel, parent, state, info) => state.handle(quoted(node), parent, state, info),
  },
})

/** The extension would escape each tilde: ours only those that stand together. */
function withoutTilde(options: Writing): Writing {
  return {
    ...options,
    extensions: options.extensions?.map(({ unsafe, ...rest }) => ({
      ...rest,
      unsafe: unsafe?.filter(({ character }) => character !== '~'),
    })),
  }
}

/** The search for what to escape takes the square of the length, so it is made in pieces, each with what stands beside it. */
function escaped(value: string, state: State, { before, after, ...info }: Info): string {
  if (value.length <= pieceLength) return state.safe(value, { ...info, before, after })
  const pieces: string[] = []
  for (let at = 0; at < value.length; at += pieceLength) {
    const end = at + pieceLength
    const beside = {
      before: at === 0 ? before : value.slice(Math.max(0, at - mostBeside), at),
      after: end >= value.length ? after : value.slice(end, end + mostBeside),
    }
    pieces.push(state.safe(value.slice(at, end), { ...info, ...beside }))
  }
  return pieces.join('')
}
const pieceLength = 4000
/** As far as any sign's neighbours are looked at. */
const mostBeside = 60

/** Nearly all text is plain, and the search for what to escape takes long. */
const isPlain = (value: string, { before, after }: Info) =>
  plain.test(value) &&
  !suspicious.test(value) &&
  !(before === '\n' && value.startsWith(' ')) &&
  (!value.endsWith(' ') || (/^[^\r\n]/.test(after) && !dotted.test(value)))
const plain = /^[\p{L} ,][\p{L}\p{N}\p{M} ,;:.%?/"'()+=>“”‘’…·→-]*$/u
/** What might become an address. */
const suspicious = /www\.|[ps]:\//i
const dotted = /w\.[-.\w]/i

const closeOf = (open: string) => `{{/${/[\w-]+/.exec(open)?.[0]}}}`

function writtenWrap(node: Wrap, _: Parents | undefined, state: State, info: Info): string {
  const inside = state.containerPhrasing(node as never, { ...info, before: '}', after: '{' })
  return node.open + inside + closeOf(node.open)
}

/** GitHub's way: the marker on a line of its own, which is read only where its bracket is not escaped. */
function quoted({ name, title, children }: Panel): Blockquote {
  const marker: Nodes[] = [{ type: 'html', value: `[!${name.toUpperCase()}]` }]
  if (title) marker.push({ type: 'text', value: ` ${title}` })
  const [first, ...rest] = children
  const opening = first?.type === 'paragraph' ? [...marker, { type: 'text', value: '\n' }, ...first.children] : marker
  const behind = first?.type === 'paragraph' ? rest : children
  return { type: 'blockquote', children: [{ type: 'paragraph', children: opening }, ...behind] } as Blockquote
}
