import { holdsId } from '../../../connectors/notion/index.ts'
import { HubError } from '../../../engine/error.ts'
import type { Prepared } from '../whole.ts'
import type { LogShell } from './body.ts'
import type { SetupFlags } from './flags.ts'
import { commandWords } from './words.ts'

/** `dure notion setup`: makes or completes the three databases, and says what goes into .env and what is left to do. */
export async function notionSetup(shell: LogShell, { parent }: SetupFlags): Promise<void> {
  const words = commandWords(shell.language).notion
  if (parent !== undefined && !holdsId(parent)) throw new HubError('invalid', words.noId)
  const first = await prepared(shell, parent)
  if (first.lacks === 'key') throw new HubError('invalid', words.off)
  if (first.lacks === undefined) return shell.say(report(first, shell))
  if (!shell.interactive) throw new HubError('invalid', words.noParent)
  const page = await shell.ask({
    text: words.parent,
    hints: [words.parentHint],
    problem: text => (holdsId(text) ? undefined : text ? words.noId : words.noParent),
  })
  shell.say(report(await prepared(shell, page), shell))
}

async function prepared(shell: LogShell, parent: string | undefined): Promise<Prepared> {
  return (await shell.task('setup', parent === undefined ? {} : { parent })).outcome
}

function report({ databases }: Prepared, { language }: LogShell): string {
  const words = commandWords(language).notion
  const done = databases.filter(database => database.done.length > 0)
  const left = databases.flatMap(database => database.left.map(words.leftOf))
  return [
    words.lines,
    ...databases.map(({ setting, id }) => `${setting}=${id}`),
    ...(done.length > 0
      ? [words.done, ...done.map(({ setting, done, url }) => `- ${words.changed(setting ?? '', done.length, url)}`)]
      : []),
    ...(left.length > 0 ? [words.left, ...left.map(line => `- ${line}`)] : [words.nothingLeft]),
  ].join('\n')
}
