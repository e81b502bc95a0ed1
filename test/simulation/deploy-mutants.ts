import { type Mutant, mutant } from './mutants.ts'

const keep = 'src/automations/deploy-report/keep.ts'
const changes = 'src/automations/deploy-report/changes.ts'
const edit = 'src/connectors/confluence/edit.ts'
const slack = 'src/connectors/slack/index.ts'
const bot = 'src/connectors/slack/bot.ts'
const search = 'src/connectors/jira/search.ts'

/** The deploy report and its connectors, each with one safeguard taken out. */
export const deployMutants: Mutant[] = [
  mutant('keys without the version', 'what comes back is told once and never again', 13, [
    keep,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the automation's text
    '/v${diff.version}`',
    '`',
  ]),
  mutant('notices before the page', 'the page is queued, not awaited', 13, [
    keep,
    'await ctx.confluence.editPage({ page: page.id, ...content }, key, { about: place })',
    "(ctx.send('confluence', 'editPage', { page: page.id, ...content }, key), page)",
  ]),
  mutant('page keys without what is said', 'a repeated run takes the page of an earlier look for its own', 5, [
    keep,
    "createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16)",
    "''",
  ]),
  mutant('forgets the pages of failed runs', 'what Jira took back stays on the page', 5, [
    keep,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the automation's text
    "await ctx.written('confluence', `${base}/page/`)",
    '[] as string[]',
  ]),
  mutant('forgets those taken off', 'who was on an issue is not told that it went to somebody else', 13, [
    changes,
    'before ? idsOf(before, roles).map(person) : []',
    '[] as JiraUser[]',
  ]),
  mutant(
    'old text after a conflict',
    'the page is saved again as it was before somebody edited it',
    13,
    [edit, 'let lost: unknown', 'let lost: unknown\n  let sent: string | undefined'],
    [edit, 'api.update(page, body, note)', 'api.update(page, (sent ??= body), note)'],
  ),
  mutant('saves without a look', 'a page that says the same already gets a new version', 13, [
    edit,
    'if (body === page.body) return',
    'if (body === undefined) return',
  ]),
  mutant('no question after a lost answer', 'a reply is posted again', 13, [slack, 'verify: way.replied,', '']),
  mutant('a webhook gives up', 'what may have arrived is not sent again', 1, [
    slack,
    "whenUncertain: 'repeat',\n      perform: way.post,",
    "whenUncertain: 'miss',\n      perform: way.post,",
  ]),
  mutant('a message for each version', 'the living message is not found again', 13, [
    bot,
    'of found.candidates(channel, payload, signal))',
    'of [] as string[])',
  ]),
  mutant('the first page of a search', 'further pages are not asked for', 13, [
    search,
    'if (!nextPageToken || answer.isLast) return',
    'return',
  ]),
]
