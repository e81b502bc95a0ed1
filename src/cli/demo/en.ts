import type { DemoWords } from './ko.ts'

export const en: DemoWords = {
  title: 'Dure demo',
  intro: 'A hub, and fakes of the systems around it, on free ports of this machine. No other machine is touched.',
  sides: [
    ['Bacula', 'a Baculum API with answers recorded from Bacula 15.0.0'],
    ['Mail', 'shows what it gets'],
    ['Jira', "a team's issues and deploy tickets of next week"],
    ['Confluence', 'the spaces TEAM and PLAY'],
    ['Slack', 'the channel #deploy'],
    ['Notion', 'the three databases of the work log'],
    ['Model', 'writes summaries, and once makes up a number'],
    ['API', "the hub's own REST API"],
    ['Data', "the hub's settings, ledger, reports and logs"],
  ],
  moment: moment => `Everything runs as of the recording's moment, ${moment}.`,
  backup: '1. Backup report',
  create: "2. Next week's deployments",
  plan: '3. Something changes: first the plan',
  update: '4. Only what changed, only to whom it concerns',
  mail: (to, subject) => `Mail to ${to}: ${subject}`,
  size: (text, html, attachments) => `${text} characters of text, ${html} of HTML, ${attachments} attachment(s)`,
  page: 'The Confluence page as text (addresses of links left out)',
  messages: 'Slack #deploy',
  waiting: open => `sending, ${open} to go (Slack gets one a second)`,
  moved: ({ ticket, before, after }) => `somebody moves ${ticket} from ${before} to ${after}`,
  noted: ({ note }) => `somebody writes a note at the top of the page: “${note}”`,
  newMessages: (edits, replies) =>
    `Slack #deploy (edits to the message in the channel: ${edits}, new messages in its thread: ${replies})`,
  kept: 'the note is still on the page as it was written',
  logs: '5. Work logs that came in meanwhile',
  logsLead:
    'While the steps above ran, an agent sent one log after another. Each is answered once Notion has it, and Notion takes three requests a second.',
  otherLogs: 'Then these (the addresses are made up by the fake Notion)',
  sameKey: ({ status, replayed, rows }) =>
    `The first one again, under its Idempotency-Key, is answered with the same page: ${status}, Idempotency-Replayed: ${replayed}. Notion still has ${rows} rows.`,
  badLog: 'A wrong body gets the whole list of what to correct',
  weekly: '6. What a week has achieved',
  monthly: '7. What a month has achieved',
  sources: 'from',
  made: ({ logs, bullets, tokens: [asked, answered] }) =>
    `${bullets} achievements from ${logs} logs · tokens: ${asked} in, ${answered} out`,
  gate: "A sentence of the model's is kept if each number, name and date in it stands in its logs. This one was not kept:",
  notInLogs: what => `${what} stands in none of its logs`,
  inAuthorsWords: "the author's own words stand in its place",
  notion: 'What Notion holds now (D1, W1 and M1 number the rows, and relations are shown by these numbers)',
  search: '8. A search, best hits first',
  sought: 'deployment',
  events: '9. Team events, told in Confluence',
  eventsLead:
    "While the steps above ran, a team's tool sent what happened in one Play. Each event is answered once it is stored; its pages follow.",
  sameEvent: ({ status, body }) =>
    `The first one again: ${status}, "status": "${body.status}". Nothing is written twice.`,
  otherEvents: 'Then these, and where they are told',
  remarked: remark =>
    `Meanwhile, after Dure has read the Live doc and before it saves, a person saves it: “${remark}”\n  Confluence refuses what Dure saves (409); Dure reads again and writes upon that.`,
  pages: 'So the pages say (addresses of links left out)',
  once: "the signal that was sent twice is one row and one entry, its score was added to that entry, and the person's note is there",
  rollUp: '10. Every Friday at 18:00: the quarter to date',
  rules:
    'Usually it runs by itself. Rules give the status: Red after a no_go, Green with a signal and a validation, Amber with an activity, else Red.',
  reconciled: ({ quarter, events, rows }) =>
    `The Action Log was compared, too. ${quarter}: ${events} events to be logged, ${rows} rows. A difference would have failed the run.`,
  tools: '11. The tools of an AI agent',
  offered: ({ all, pages }) => `Of ${all} MCP tools, ${pages} read and write pages`,
  asksTable: 'It asks which Plays are green',
  asksPage: 'It reads a section of the Live doc. What people wrote is marked, so that it gives the agent no orders',
  tries: 'Before it adds a task, it looks at what would change (dry_run)',
  author: 'Kim Jieun',
  worked: seconds =>
    `Backups failed in the recording, and the report says so: the demo itself worked, in ${seconds} s.`,
  goesOn: ({
    page,
    live,
    plays,
    slack,
    notion,
    docs,
    changes,
    events,
    logs,
  }) => `The hub goes on until Ctrl-C. In a browser:
  week      ${page}
  Live doc  ${live}
  Play DB   ${plays}
  Slack     ${slack}
  Notion    ${notion}
  API       ${docs}
From another terminal, change a day in Jira, look at the plan, and run it:
${changes.map(line => `  ${line}`).join('\n')}
Send an event, make the ToDo page of a Play, and give an agent the tools:
${events.map(line => `  ${line}`).join('\n')}
Send a log, look for it, summarise the week again, write a log by hand, and see the résumé:
${logs.map(line => `  ${line}`).join('\n')}`,
}
