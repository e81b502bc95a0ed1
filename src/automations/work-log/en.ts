import type { Words } from './ko.ts'
import { headingOf, type Section } from './star.ts'

const at = (line?: number) => (line === undefined ? '' : ` (line ${line} of context)`)
const named = (section: Section) => `the section "### ${headingOf[section]}"`
const plural = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`

/** The English words. */
export const en: Words = {
  problem: {
    body: 'must be one JSON object',
    missing: 'is required and missing',
    empty: 'is empty',
    types: { string: 'must be a string', array: 'must be an array of strings' },
    type: 'has the wrong type',
    oneOf: names => `must be one of: ${names.join(', ')}`,
    long: limit => `has more than ${limit.toLocaleString('en')} characters`,
    many: limit => `has more than ${limit} entries`,
    unknown: near => `does not exist${near ? `; did you mean ${near}?` : ''}`,
    more: count => `${plural(count, 'more problem')} not listed`,
    control: 'holds a control character or half of a character; remove it and send again',
    comma: 'holds a comma; list each technology by itself',
    date: 'must be a calendar date written as YYYY-MM-DD',
    url: 'must be an address that begins with http:// or https://',
    star: {
      missing: section => `${named(section)} is missing`,
      empty: (section, line) => `${named(section)} is empty${at(line)}`,
      doubled: (section, line) => `${named(section)} occurs twice${at(line)}`,
      fenced: (section, line) =>
        `${named(section)} stands inside a code block${at(line)}; close the block or move the heading out of it`,
    },
  },
  field: {
    title: { about: 'What was done, in one line', type: 'string, up to 200 characters' },
    context: {
      about: 'Markdown in four sections, Situation, Task, Action and Result, each under a ### heading',
      type: 'string, up to 100,000 characters',
    },
    category: {
      about: 'Kind of work: new feature, performance, bug fix, refactoring, documentation, other',
      type: 'one of 신규기능, 성능개선, 버그픽스, 리팩토링, 문서화, 기타, in Korean',
    },
    impact_level: { about: 'How much it matters', type: 'one of High, Medium, Low' },
    tech_stack: { about: 'What was used, one technology to an entry', type: 'array of strings, up to 100' },
    logged_date: { about: "Day of the work; the server's today if left out", type: 'YYYY-MM-DD' },
    status: { about: 'State of the log; Logged if left out', type: 'one of Logged, In Review, Published' },
    metrics: { about: 'The outcome in numbers', type: 'string, up to 2,000 characters' },
    ticket_url: { about: 'Address of the issue it belongs to', type: 'http(s) address' },
  },
  guide: {
    title: 'How to send a work log',
    lead: "Send a day's work as one JSON object. It is kept as a work log and becomes the material of weekly and monthly achievements and of the résumé. You need not know how it is stored: filling in the template below is enough.",
    request: 'Request',
    requestLead: 'The `Authorization` header carries the token that the administrator gave you.',
    fields: 'Fields',
    columns: ['Field', 'Required', 'Form', 'Meaning', 'Example'],
    required: 'required',
    optional: 'optional',
    optionalNote:
      'Optional fields may be left out or `null`. A field that is not in the table is refused with 400, and nothing is stored.',
    star: 'The form of `context`',
    starLead:
      'None of the four sections may be empty. A heading inside a code block is no section. Korean headings work too (상황 or 배경, 과제 or 목표, 행동 or 수행, 결과 or 성과).',
    placeholder: {
      situation: '<how things stood, and what was wrong>',
      task: '<what had to be achieved>',
      action: '<what you did yourself; a list is fine>',
      result: '<what is better now, in numbers if you can>',
    },
    template: 'JSON to copy and fill in',
    blank: {
      title: '<what was done, in one line>',
      technology: '<technology>',
      metrics: '<the outcome in numbers, or null>',
      ticket_url: '<address of the issue, or null>',
    },
    sample: 'A real one',
    answers: 'Answers',
    answerRows: [
      ['201', 'Stored. You get `page_id` and `url`.'],
      ['202', 'Stored; Notion gets it a little later. You get the `id` of the log.'],
      [
        '400',
        'The body needs correction. Each field at fault comes with what is wrong and an example. Nothing is stored.',
      ],
      ['401', 'The token is missing or wrong.'],
      ['409', 'The same `Idempotency-Key` came with another body before.'],
      ['413', 'The body is larger than 1 MiB.'],
      ['500', 'It could not be stored. Send it again.'],
    ],
    notes: 'Good to know',
    noteLines: [
      'Inside JSON a line break is written `\\n`.',
      'If no answer came, send it again with the same `Idempotency-Key`: it is stored once.',
      'State numbers as they are. Summaries use no other number than those written here.',
    ],
  },
  sample: {
    title: 'Cut the response time of payment approval',
    star: {
      situation:
        'Every evening the p95 of the payment approval API rose to 820 ms, and 12 customers a day reported failed approvals.',
      task: 'Bring p95 below 300 ms before the next release, and notice at once if it happens again.',
      action:
        '- Found 3 slow queries and added composite indexes\n- Cached merchant data for 5 minutes, which ended repeated look-ups\n- Set up a dashboard alert for p95 above 300 ms',
      result: 'p95 fell from 820 ms to 140 ms, and no failed approval was reported in the 2 weeks after the release.',
    },
    category: '성능개선',
    impactLevel: 'High',
    techStack: ['TypeScript', 'PostgreSQL', 'Redis'],
    loggedDate: '2026-11-20',
    metrics: 'Payment approval p95 820 ms → 140 ms, reports 12 a day → 0',
    ticketUrl: 'https://jira.example.com/browse/PAY-142',
  },
  git: {
    title: (topic, first, others) => `${topic}: ${first} and ${others} more`,
    more: count => plural(count, 'more commit'),
  },
  resume: {
    summary: 'Summary',
    work: 'Experience',
    otherWork: 'Selected achievements',
    projects: 'Achievements',
    skills: 'Skills',
    education: 'Education',
    languages: 'Languages',
    sources: 'Source work logs',
    present: 'present',
    month: (year, month) =>
      `${['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][Number(month) - 1]} ${year}`,
    span: (from, to) => `${from} – ${to}`,
  },
}
