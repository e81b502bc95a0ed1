import { dirname, join } from 'node:path/posix'
import type { Source } from './tree.ts'

const isPage = ({ path }: Source) => path.endsWith('.md')
/** A script writes both twins of one form; their examples are in two languages. */
const isWritten = /^<!-- Written by scripts\//

/** Links of Markdown pages to files of ours that are not there. */
export function deadLinks(sources: Source[]): string[] {
  const known = sources.map(({ path }) => path)
  const isThere = (target: string) => known.some(path => path === target || path.startsWith(`${target}/`))
  return sources.filter(isPage).flatMap(({ path, text }) =>
    [...withoutCode(text).matchAll(/\]\(([^)\s#]+)(#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter(target => !/^[a-z]+:/.test(target) && !isThere(join(dirname(path), target)))
      .map(target => `${path} links to ${target}, which is not there`),
  )
}

/** Pages whose Korean and English twins have fallen apart: other chapters, tables of other lengths, other commands. */
export function unevenTwins(sources: Source[]): string[] {
  return sources
    .filter(({ path, text }) => path.endsWith('.ko.md') && !isWritten.test(text))
    .flatMap(korean => {
      const path = korean.path.replace(/\.ko\.md$/, '.md')
      const english = sources.find(source => source.path === path)
      if (!english) return [`${korean.path} has no English twin`]
      const [own, other] = [skeletonOf(korean.text), skeletonOf(english.text)]
      const at = own.findIndex((line, index) => line !== other[index])
      if (at === -1 && own.length === other.length) return []
      const place = at === -1 ? own.length : at
      return [`${korean.path} has "${own[place] ?? 'an end'}" where ${path} has "${other[place] ?? 'an end'}"`]
    })
}

const withoutCode = (text: string) => text.replace(/```[\s\S]*?```|`[^`\n]*`/g, '')

/** What does not depend on the language: the levels of headings, rows with their variables and commands, what is typed. */
function skeletonOf(text: string): string[] {
  const blocks = text.split(/^```/m)
  return blocks.flatMap((block, index) => (index % 2 === 1 ? typedIn(block) : drawnIn(block)))
}

const typedIn = (block: string) => {
  const [language = '', ...lines] = block.split('\n')
  if (language === 'text') return ['a picture']
  return lines.map(line => line.replace(/(^|\s)#.*/, '').trim()).filter(Boolean)
}

const drawnIn = (block: string) =>
  block.split('\n').flatMap(line => {
    if (/^#+ /.test(line)) return [`${line.split(' ')[0]} heading`]
    if (/^- \[ \]/.test(line)) return ['a box to tick']
    if (/^\|(?! ?-)/.test(line))
      return [`row ${[...line.matchAll(/`([A-Z_]{4,})`/g)].map(([, name]) => name).join(' ')}`]
    return []
  })
