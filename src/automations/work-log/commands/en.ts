import { headingOf } from '../star.ts'
import type { CommandWords } from './ko.ts'

/** The English words. */
export const en: CommandWords = {
  label: {
    title: 'Title',
    logged_date: 'Date',
    category: 'Category',
    impact_level: 'Impact',
    status: 'Status',
    tech_stack: 'Technologies',
    metrics: 'Metrics',
    ticket_url: 'Issue URL',
    context: 'Context',
  },
  hint: {
    tech_stack: 'separated by commas: TypeScript, Redis',
    metrics: 'optional: Enter for none, - to clear it',
    ticket_url: 'optional: Enter for none, - to clear it',
  },
  context: {
    how: 'Enter = write it in the editor, t = type it here line by line',
    again: 'What you wrote is kept. Please correct it.',
    section: (section, about) => `### ${headingOf[section]} ${about}`,
    line: 'an empty line ends it',
    onlyEditor: 'A heading occurs twice or inside a code block: only the editor can mend that.',
    choose: 'Please answer with Enter or t.',
  },
  draft: {
    found: title => `There is a log that was not finished: ${title}`,
    untitled: '(no title)',
    goOn: 'Enter = go on with it, d = throw it away and begin anew',
    choose: 'Please answer with Enter or d.',
    kept: 'What you wrote so far is kept. `dure log` goes on with it.',
    unreadable: name => `What was kept cannot be read. It is now in kept/work-log/${name}.json of the data folder.`,
    savedBefore: 'The log that you wrote last time is stored already.',
  },
  review: {
    ask: 'Enter = save, a number = change that field, q = leave it for later',
    choose: 'Please answer with Enter, the number of a field, or q.',
    none: '(none)',
  },
  save: {
    inNotion: url => `Saved. Notion: ${url}`,
    later: (id, why) =>
      `Saved (${id}). Notion does not have it yet; it goes there by itself ${why ? `once it is taken: ${why}` : 'later.'}`,
    refused: (id, why) =>
      `Saved (${id}), but Notion has refused it: ${why}\nPut it right in Notion, then run \`dure run work-log/mirror\` to send it again.`,
    here: id => `Saved: ${id}`,
    known: (title, place) => `Logged before, so nothing was stored: ${title} (${place})`,
    twin: (title, date, place) =>
      `Not stored: there is a log that says the same of the same day: ${date} ${title} (${place})`,
    problems: 'Not stored: something needs correction.',
  },
  offer: {
    place: (at, all, what) => `── ${at}/${all} ${what}`,
    ask: 'Enter = edit it in the editor, s = save, n = skip, q = stop',
    choose: 'Please answer with Enter, s, n or q.',
    stopped: left => `${left} left to be offered the next time. What you edited is kept.`,
    done: (saved, all) => `${saved} of ${all} drafts saved.`,
    allKnown: 'All of it is logged already.',
    unknownHeader: line => `There is no such field: ${line}`,
    fileNote:
      '<!-- Correct the fields above and the four sections below. Each <…> must be replaced before it can be saved. -->',
  },
  since: text => `It is not clear since when: ${text}. Write a date such as 2026-11-14, or "2 weeks ago"`,
  git: {
    noRepository: folder => `this is no git repository: ${folder}`,
    here: 'the current folder',
    nobody: folder =>
      `whose commits to look for is not known: ${folder} has neither user.email nor user.name in git. Name them with --author`,
    none: (since, authors) => `No commits of ${authors} since ${since}.`,
    what: (repository, commits) => `${repository}, ${commits} commit${commits === 1 ? '' : 's'}`,
  },
  jira: {
    off: 'Jira is not set up. ATLASSIAN_URL with ATLASSIAN_USERNAME and ATLASSIAN_API_TOKEN, or with ATLASSIAN_PAT, in .env turns it on',
    none: (since, who) => `No issues${who === undefined ? '' : ` of ${who}`} were closed since ${since}.`,
    more: 'There are too many issues: only the 500 that changed last are looked at.',
    what: (key, type) => `${key} ${type}`,
  },
  notion: {
    off: 'NOTION_API_KEY is not set. Make an integration at https://www.notion.so/my-integrations and put its token into .env',
    noId: 'There is no id of a Notion page in this address. Open the page in Notion and take the one of Share → Copy link',
    noParent: 'The address of the Notion page for the new databases is needed. Name it with --parent',
    parentHint:
      'The page below which missing databases are made. Share it with the integration first (⋯ → Connections).',
    parent: 'Address of the page',
    lines: 'Put these lines into .env:',
    done: 'Done:',
    changed: (setting, count, url) => `${setting}: ${count} made or completed: ${url}`,
    left: 'Left to do:',
    nothingLeft: 'Nothing is left to do.',
    leftOf: ({ message }) => message,
  },
  use: {
    nobodyThere:
      'Nobody is there to answer. Use `dure log --file log.json`; `dure log --template` prints the JSON to fill in',
    onlyOne: 'only one of --file, --template, --guide, --from-git and --from-jira can be used',
    onlyWith: (flag, owner) => `${flag} goes with ${owner}`,
    piped: 'the standard input',
    notJson: path => `this is no JSON: ${path}`,
    stored: path => `The log in ${path} was not stored`,
    wrong: path => `Nothing was stored. ${path} needs correction`,
  },
}
