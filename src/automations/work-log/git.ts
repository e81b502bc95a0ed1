import { HubError } from '../../engine/error.ts'

/**
 * What `git` is to be called with, so that `commitsOf` can read the answer. Everything is closed by NUL, the one sign
 * that neither a message nor a path can hold. Dates, paths and authors may be added behind it.
 */
export const gitArguments = [
  'log',
  '-z',
  '--numstat',
  '--no-renames',
  '--no-color',
  '--no-show-signature',
  '--encoding=UTF-8',
  '--format=tformat:%H%x00%aI%x00%aN%x00%aE%x00%P%x00%s%x00%b',
] as const

/** One commit as `commitsOf` reads it. */
export interface Commit {
  hash: string
  /** When its author made it: ISO 8601 with the offset of the author's clock. */
  at: string
  author: { name: string; email: string }
  parents: string[]
  /** One line. */
  subject: string
  body: string
  /** Lines of binary files count 0. */
  files: { path: string; lines: number }[]
}

const isHash = (text: string | undefined): text is string =>
  text !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)

/** Reads what `git log` printed, newest commit first as git has it. `invalid` where it is something else. */
export function commitsOf(output: string): Commit[] {
  const fields = output.split('\0')
  const commits: Commit[] = []
  let at = 0
  while (at < fields.length && fields[at]?.trim()) {
    const [hash, date = '', name = '', email = '', parents = '', subject = '', body] = fields.slice(at, at + 7)
    if (!isHash(hash) || body === undefined || Number.isNaN(Date.parse(date)))
      throw new HubError('invalid', `this is not the output of git ${gitArguments.join(' ')}: ${excerpt(fields[at])}`)
    at += 7
    const files: Commit['files'] = []
    for (let file = fileIn(fields[at]); file; file = fileIn(fields[++at])) files.push(file)
    commits.push({
      hash,
      at: date,
      author: { name, email },
      parents: parents.split(' ').filter(Boolean),
      subject,
      body,
      files,
    })
  }
  return commits
}

/** `12⇥3⇥src/pay.ts`; the first file of a commit begins on a new line. */
function fileIn(field = ''): Commit['files'][number] | undefined {
  const [, added, removed, path] = /^\n?(\d+|-)\t(\d+|-)\t([\s\S]+)$/.exec(field) ?? []
  return path === undefined ? undefined : { path, lines: (Number(added) || 0) + (Number(removed) || 0) }
}

const excerpt = (text = '') => JSON.stringify(text.slice(0, 60))

/**
 * The commits that tell of work: no merges, no reverts and nothing that one took back, no fix-ups, each once. Copies that
 * a rebase or a cherry-pick made have the author's time and the message in common.
 */
export function worth(commits: readonly Commit[]): Commit[] {
  const undone = new Set<string>()
  const seen = new Set<string>()
  return [...commits]
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .filter(commit => {
      const reverted = undone.has(commit.hash) ? [] : revertedBy(commit)
      for (const hash of reverted) undone.add(hash)
      const copy = `${commit.at} ${commit.author.email} ${commit.subject}`
      const isOld = seen.has(copy)
      seen.add(copy)
      if (isOld || undone.has(commit.hash) || commit.parents.length > 1) return false
      return reverted.length === 0 && !/^(?:revert\b|(?:fixup|squash|amend)! )/i.test(commit.subject)
    })
}

const revertedBy = ({ body }: Commit) =>
  [...body.matchAll(/\bThis reverts commit ([0-9a-f]{40,64})\b/g)].map(([, hash]) => hash!)

/** `author` is one of these names or e-mail addresses, written in any case. No names: everyone. */
export function isBy(names: readonly string[], { author }: Commit): boolean {
  const plain = (text: string) => text.normalize('NFC').trim().toLowerCase()
  const own = [plain(author.name), plain(author.email)]
  return names.length === 0 || names.some(name => own.includes(plain(name)))
}
