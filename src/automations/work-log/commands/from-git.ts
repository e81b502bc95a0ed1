import { HubError } from '../../../engine/error.ts'
import { zoneOf } from '../../../engine/zone.ts'
import { type Draft, draftsOf } from '../drafts.ts'
import { type Commit, commitsOf, gitArguments, isBy, worth } from '../git.ts'
import type { LogShell } from './body.ts'
import type { LogFlags } from './flags.ts'
import { type Offer, offerAll, unlogged } from './offer.ts'
import { sinceOf } from './since.ts'
import { commandWords } from './words.ts'

/** `dure log --from-git`: drafts of the commits that are in no log yet, day by day, from all branches. */
export async function fromGit(shell: LogShell, { repositories, since, author }: LogFlags): Promise<void> {
  const { git, offer } = commandWords(shell.language)
  const from = sinceOf(shell, since)
  const named = author?.split(',').flatMap(name => name.trim() || [])
  const found = await commitsIn(shell, repositories.length > 0 ? repositories : ['.'], from, named)
  const commits = found.flatMap(one => one.commits)
  if (commits.length === 0) {
    const authors = [...new Set(found.flatMap(one => one.authors))].join(', ')
    return shell.say(git.none(from, authors))
  }
  const open = await unlogged(
    shell,
    commits.map(({ hash }) => originOf(hash)),
  )
  if (open.size === 0) return shell.say(offer.allKnown)
  const drafts = found.flatMap(({ repository, authors, commits }) => {
    // Clones and worktrees have commits in common: the first tells of them.
    const fresh = commits.filter(({ hash }) => open.delete(originOf(hash)))
    return draftsOf(new Map([[repository, fresh]]), {
      authors,
      zone: zoneOf(shell.timeZone),
      language: shell.language,
    })
  })
  await offerAll(
    shell,
    drafts.sort((a, b) => a.loggedDate.localeCompare(b.loggedDate)).map(draft => offerOf(draft, shell)),
  )
}

const originOf = (hash: string) => `git:${hash}`

const offerOf = (draft: Draft, { language }: LogShell): Offer => ({
  what: commandWords(language).git.what(draft.repository, draft.commits.length),
  body: {
    title: draft.title,
    logged_date: draft.loggedDate,
    category: draft.category,
    impact_level: draft.impactLevel,
    tech_stack: draft.techStack,
    context: draft.context,
  },
  origins: draft.commits.map(originOf),
})

interface Found {
  repository: string
  authors: readonly string[]
  commits: Commit[]
}

/** Of each repository once, however it was named. `invalid` where one is none, or where nobody knows whose commits to take. */
async function commitsIn(
  shell: LogShell,
  folders: readonly string[],
  since: string,
  named: readonly string[] | undefined,
): Promise<Found[]> {
  const roots = new Map<string, string>()
  for (const folder of folders) roots.set(await rootOf(shell, folder), folder)
  const found: Found[] = []
  for (const [root, folder] of roots) {
    const authors = named ?? (await ownNames(shell, root))
    if (authors.length === 0)
      throw new HubError('invalid', commandWords(shell.language).git.nobody(shown(shell, folder)))
    found.push({
      repository: nameOf(root),
      authors,
      commits: await commitsSince(shell, root, since, authors),
    })
  }
  return found
}

const nameOf = (root: string) =>
  root
    .replace(/[\\/]?\.git$/, '')
    .split(/[\\/]/)
    .at(-1)!

/** The top of the work tree; of a repository without one, its own folder. */
async function rootOf(shell: LogShell, folder: string): Promise<string> {
  const told = async (what: string) => (await shell.program('git', ['rev-parse', what], folder)).replace(/\r?\n$/, '')
  try {
    return await told((await told('--is-inside-work-tree')) === 'true' ? '--show-toplevel' : '--absolute-git-dir')
  } catch (cause) {
    if (!(cause instanceof HubError) || !/not a git repository|깃 저장소가 아닙니다/i.test(cause.message)) throw cause
    throw new HubError('invalid', commandWords(shell.language).git.noRepository(shown(shell, folder)))
  }
}

const shown = ({ language }: LogShell, folder: string) => (folder === '.' ? commandWords(language).git.here : folder)

/** As whom this person commits there, and the aliases of dure.yaml. */
async function ownNames(shell: LogShell, root: string): Promise<string[]> {
  const names = await Promise.all(
    ['user.email', 'user.name'].map(name =>
      // git says with an error that nothing is set.
      shell.program('git', ['config', name], root).catch(() => ''),
    ),
  )
  return [...names.map(name => name.trim()), ...shell.options.authors].filter(Boolean)
}

/** Of all branches, for work is often logged before it is merged; a stash and notes are no work yet. */
async function commitsSince(shell: LogShell, root: string, since: string, authors: readonly string[]) {
  const [year, month, day] = since.split('-').map(Number) as [number, number, number]
  const from = zoneOf(shell.timeZone).instant({ year, month, day })
  const refs = ['--exclude=refs/stash', '--exclude=refs/notes/*', '--all']
  const output = await shell.program('git', [...gitArguments, `--since=${new Date(from).toISOString()}`, ...refs], root)
  // What was rebased since then is older work.
  return worth(commitsOf(output)).filter(commit => Date.parse(commit.at) >= from && isBy(authors, commit))
}
