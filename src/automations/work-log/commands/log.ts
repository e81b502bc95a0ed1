import { HubError } from '../../../engine/error.ts'
import { guideOf, templateOf } from '../guide.ts'
import { asked, type Body, type LogShell, linesOf, shownBody, textOf, wrongIn, wrongWith } from './body.ts'
import { askField } from './fields.ts'
import type { LogFlags } from './flags.ts'
import { dropUnfinished, keepUnfinished, loadUnfinished, type Unfinished } from './kept.ts'
import { save, told } from './save.ts'
import { commandWords } from './words.ts'

/** `dure log`, whichever way the log comes. */
export async function log(shell: LogShell, flags: LogFlags): Promise<void> {
  assertFit(shell, flags)
  const { language } = shell
  if (flags.template) return shell.say(JSON.stringify(templateOf(language), null, 2))
  if (flags.guide) return shell.say(guideOf(language, 'https://dure.example.com'))
  if (flags.file !== undefined) return logFile(shell, flags.file)
  if (!shell.interactive) throw new HubError('invalid', commandWords(language).use.nobodyThere)
  if (flags.fromGit) return (await import('./from-git.ts')).fromGit(shell, flags)
  if (flags.fromJira) return (await import('./from-jira.ts')).fromJira(shell, flags)
  return logByHand(shell)
}

/** Flags that say different things at once, or nothing without another. */
function assertFit({ language }: LogShell, flags: LogFlags) {
  const { use } = commandWords(language)
  const { file, template, guide, fromGit, fromJira } = flags
  const refuse = (message: string) => new HubError('invalid', message)
  if ([file !== undefined, template, guide, fromGit, fromJira].filter(Boolean).length > 1) throw refuse(use.onlyOne)
  if (flags.repositories.length > 0 && !fromGit) throw refuse(use.onlyWith(flags.repositories.join(' '), '--from-git'))
  if (flags.author !== undefined && !fromGit) throw refuse(use.onlyWith('--author', '--from-git'))
  if (flags.assignee !== undefined && !fromJira) throw refuse(use.onlyWith('--assignee', '--from-jira'))
  if (flags.since !== undefined && !fromGit && !fromJira)
    throw refuse(use.onlyWith('--since', '--from-git, --from-jira'))
}

/** For scripts and agents: the body of the API from a file, all that is wrong with it at once. */
async function logFile(shell: LogShell, path: string): Promise<void> {
  const { use } = commandWords(shell.language)
  const place = path === '-' ? use.piped : path
  const body = jsonIn(await shell.read(path), use.notJson(place))
  const wrong = wrongIn(body, shell)
  if (wrong.length > 0) throw new HubError('invalid', [use.wrong(place), ...linesOf(wrong, shell)].join('\n'))
  if ((await save(shell, body as Body, [])) === 'stays') throw new HubError('conflict', use.stored(place))
}

function jsonIn(text: string, otherwise: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    throw new HubError('invalid', otherwise, { cause })
  }
}

/** Asks for field after field. Every answer is kept at once, so that whatever ends this loses none. */
async function logByHand(shell: LogShell): Promise<void> {
  const { draft } = commandWords(shell.language)
  const begun = await goOn(shell)
  if (begun === 'stored') return
  const log: Unfinished = begun ?? { id: shell.newId(), body: {} }
  try {
    for (const field of asked)
      if (!(field in log.body) || wrongWith(field, log.body[field], shell)) await answer(shell, log, field)
    if (await review(shell, log)) return
  } catch (error) {
    if (Object.keys(log.body).length > 0) shell.say(draft.kept)
    throw error
  }
  shell.say(draft.kept)
}

async function answer(shell: LogShell, log: Unfinished, field: (typeof asked)[number]) {
  await askField(shell, field, log.body, async value => {
    log.body[field] = value
    await keepUnfinished(shell, log)
  })
}

/** The log that was left off last time, if it is wanted. `stored`: there was only its storing to be told of. */
async function goOn(shell: LogShell): Promise<Unfinished | 'stored' | undefined> {
  const { draft } = commandWords(shell.language)
  const left = await loadUnfinished(shell)
  if (!left) return undefined
  if (left.saving) {
    const { outcome } = await shell.task('known', { origins: [originOf(left)] })
    if (outcome.length > 0) {
      const { title, place } = await told(shell, outcome[0].id)
      await dropUnfinished(shell, left)
      shell.say(`${draft.savedBefore} ${title} (${place})`)
      return 'stored'
    }
  }
  const how = await shell.ask({
    text: draft.found(textOf(left.body.title) || draft.untitled),
    hints: [draft.goOn],
    problem: text => (/^d?$/i.test(text) ? undefined : draft.choose),
  })
  if (how === '') return left
  await dropUnfinished(shell, left)
  return undefined
}

const originOf = ({ id }: Unfinished) => `draft:${id}`

/** Shows the whole and does what the person says of it, until it is stored (true) or left for later. */
async function review(shell: LogShell, log: Unfinished): Promise<boolean> {
  const words = commandWords(shell.language).review
  for (;;) {
    shell.say(shownBody(log.body, shell))
    const said = await shell.ask({
      text: words.ask,
      problem: text => (/^q?$/i.test(text) || asked[Number(text) - 1] ? undefined : words.choose),
    })
    const field = asked[Number(said) - 1]
    if (field) await answer(shell, log, field)
    else if (said !== '') return false
    else if (await store(shell, log)) return true
  }
}

/** What it was stored from is forgotten last: cut off in between, the next call finds that it was stored. */
async function store(shell: LogShell, log: Unfinished): Promise<boolean> {
  await keepUnfinished(shell, { ...log, saving: true })
  if ((await save(shell, log.body, [originOf(log)])) === 'stays') return false
  await dropUnfinished(shell, log)
  return true
}
