import { HubError } from '../../../engine/error.ts'
import { contextOf, type Section, type StarProblem, sections, starOf } from '../star.ts'
import { wordsOf } from '../words.ts'
import { asked, type LogShell, wrongWith } from './body.ts'
import { commandWords } from './words.ts'

type Keep = (text: string) => Promise<void>

/** Asks for the STAR text, in the editor or line by line, until it is whole. It is kept each time, whole or not. */
export async function askContext(shell: LogShell, before: string, keep: Keep): Promise<void> {
  const words = commandWords(shell.language).context
  const template = contextOf(wordsOf(shell.language).guide.placeholder)
  let text = before.trim() ? before : template
  for (;;) {
    const how = await shell.ask({
      text: `${asked.length}/${asked.length} ${commandWords(shell.language).label.context}`,
      hints: [words.how],
      problem: answer => (/^t?$/i.test(answer) ? undefined : words.choose),
    })
    const written = how === '' ? await edited(shell, text, 'context.md') : await typed(shell, text, template, keep)
    if (written === undefined) continue
    text = written.trim() ? written : template
    await keep(text)
    const wrong = wrongWith('context', text, shell)
    if (wrong === undefined) return
    shell.say(wrong)
    shell.say(words.again)
  }
}

/** The text as the editor left it; undefined where the editor failed, which was said: there are other ways to go on. */
export async function edited(shell: LogShell, text: string, name: string): Promise<string | undefined> {
  try {
    return await shell.edit(text, name)
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    shell.say((shell.language === 'ko' && error.ko) || error.message)
    return undefined
  }
}

/** Asks for each section that has nothing in it yet, and keeps each line; asks for all of them anew where the text is whole. */
async function typed(shell: LogShell, before: string, template: string, keep: Keep): Promise<string> {
  const words = commandWords(shell.language).context
  const about = wordsOf(shell.language).guide.placeholder
  const isWhole = starOf(before).star !== undefined
  const text = isWhole ? template : before
  const problems = starOf(text).problems ?? []
  const open = problems.filter(({ what }) => what === 'empty' || what === 'missing')
  if (open.length === 0) shell.say(words.onlyEditor)
  const written: Partial<Record<Section, string>> = {}
  let whole = before
  for (const section of sections.filter(name => open.some(problem => problem.section === name))) {
    const lines: string[] = []
    const hints = [words.section(section, about[section]), words.line]
    for (let line = await shell.ask({ text: '>', hints }); line; line = await shell.ask({ text: '>' })) {
      lines.push(line)
      written[section] = lines.join('\n')
      whole = filledIn(text, open, written)
      // A whole text gives way only to one that is finished.
      if (!isWhole) await keep(whole)
    }
  }
  return whole
}

/** Puts what was typed under the headings that have nothing to read below them; those that are missing come behind. */
export function filledIn(
  text: string,
  problems: readonly StarProblem[],
  written: Partial<Record<Section, string>>,
): string {
  const lines = text.split(/\r\n?|\n/)
  const told = problems.filter(({ section }) => written[section])
  const empty = told.filter(({ line }) => line !== undefined).sort((a, b) => b.line! - a.line!)
  for (const { section, line } of empty) {
    const next = lines.findIndex((other, index) => index >= line! && /^ {0,3}(?:#|\*\*|__)/.test(other))
    lines.splice(line!, (next < 0 ? lines.length : next) - line!, written[section]!, '')
  }
  const mark = /^ {0,3}(#+)/m.exec(text)?.[1] ?? '###'
  const missing = told.filter(({ line }) => line === undefined)
  const added = missing.flatMap(({ section }) => [
    '',
    `${mark} ${section[0]!.toUpperCase()}${section.slice(1)}`,
    written[section]!,
  ])
  return `${[...lines, ...added].join('\n').trim()}\n`
}
