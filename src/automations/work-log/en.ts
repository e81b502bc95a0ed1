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
    blank: "is the template's own text; put yours in its place, or leave the field out if it is optional",
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
  refusal: {
    noLog: id => `there is no log ${JSON.stringify(id)}; GET /daily-logs lists those there are`,
    changed: id => `the log ${id} was changed by somebody else just now; read it again, then repeat this`,
    version: (id, now, read) =>
      `the log ${id} is at version ${now}, not ${read}; read it again, then repeat the change`,
    twin: id => `the log ${id} says the same of the same day; read it at /daily-logs/${id}, or change it there by PUT`,
    status: names => `status must be one of: ${names.join(', ')}`,
    cursor: 'the cursor is none of this list; leave it out, or take `next` of a page of the same query',
    week: text => `there is no week "${text}"; write it as 2026-W47`,
    month: text => `there is no month "${text}"; write it as 2026-11`,
    days: count => `${count} is no number of days; write one from 1 to 366`,
    weekOrDays: 'week and days are two ways to say which days; give one of them',
  },
  field: {
    title: {
      about: 'The work in one line (e.g. "Made the payment API faster", "Added notifications for users")',
      type: 'string, up to 200 characters',
    },
    context: {
      about: 'In STAR form (Situation, Task, Action, Result), each section under a `### heading`',
      type: 'string, up to 100,000 characters',
    },
    category: {
      about:
        'Kind of work: `신규기능` (new feature), `성능개선` (performance), `버그픽스` (bug fix), `리팩토링` (refactoring), `문서화` (documentation) or `기타` (other), in Korean',
      type: 'string',
    },
    impact_level: { about: 'How much it matters: `High`, `Medium` or `Low`', type: 'string' },
    tech_stack: {
      about: 'What was used, one technology to an entry (e.g. `["Python", "FastAPI", "Docker"]`)',
      type: 'array[string], up to 100',
    },
    logged_date: { about: "Day of the work; the server's today if left out", type: 'string (YYYY-MM-DD)' },
    status: {
      about: 'State: `Logged`, `In Review`, `Published` or what else the server knows (default: `Logged`)',
      type: 'string',
    },
    metrics: {
      about: 'The outcome in numbers (e.g. "Response time 300 ms → 80 ms", "Test coverage of 85 %")',
      type: 'string, up to 2,000 characters',
    },
    ticket_url: {
      about: 'Address of the issue (Jira, GitHub and the like), begins with `https://` or `http://`',
      type: 'string, up to 2,000 characters',
    },
  },
  guide: {
    title: 'The work-log API: a guide for other teams',
    lead: 'For members of other teams and projects who send logs. One JSON object sent to `POST /daily-logs` is stored as one log, and becomes the material of weekly and monthly achievements and of the résumé.',
    token:
      'The header `Authorization: Bearer <token>` carries the token that the administrator gave you; `Content-Type` is `application/json`.',
    fields: 'The fields',
    columns: ['Field', 'Type', 'Required', 'Meaning'],
    required: 'required',
    optional: 'optional',
    optionalNote:
      'Optional fields may be left out or `null`. A field that is not in the table is refused with 400 and nothing is stored, so that no misspelt field is lost without a word.',
    star: 'The STAR form',
    starLead:
      'The field `context` is written as follows. Its sections are headed **`### Situation`**, **`### Task`**, **`### Action`** and **`### Result`**, and none of the four may be empty. Korean headings work too (상황 or 배경, 과제 or 목표, 행동 or 수행, 결과 or 성과). A heading inside a code block is no section.',
    starTemplate: 'Template',
    starSample: 'A real one',
    placeholder: {
      situation: '<how things stood, and what was wrong>',
      task: '<what had to be solved or achieved>',
      action: '<what you did; details as a list if you like>',
      result: '<what came of it, in numbers if you can>',
    },
    template: 'A JSON template to copy',
    templateNote: 'As a file, in Korean: [daily-log.template.json](samples/daily-log.template.json)',
    blank: {
      title: '<the work in one line>',
      technologies: ['<technology 1>', '<technology 2>'],
      metrics: '<the outcome in numbers (optional)>',
      ticket_url: '<address of the issue (optional)>',
    },
    request: 'A real request (curl)',
    requestNote:
      'A body in a file is sent with `-d @daily-log.json`. The same one in Korean is [daily-log.json](samples/daily-log.json).',
    success: 'The answer',
    created: '201: stored, and Notion has it.',
    createdNote:
      "`page_id` and `url` are those of the page in Notion, `id` is the log's. On a server without Notion all three lead to the log.",
    accepted: '202: stored, and Notion has not got it yet.',
    acceptedNote:
      'When Notion did not take it within 5 seconds. The log is stored: do not send it again. With `pending` it goes to Notion later by itself; with `refused` Notion has refused it, and the administrator is told. `url` is where this server gives the log.',
    errors: 'Error codes',
    errorColumns: ['Code', 'Meaning'],
    errorRows: [
      [
        '400',
        'The body is wrong (e.g. the form of the date). Everything to correct is in `errors`. Another `Content-Type` is a 400 too, not a 415',
      ],
      ['401', 'Not authenticated (`Authorization` is missing or wrong)'],
      ['403', 'The token may not do this (e.g. write with one that only reads)'],
      ['404', 'No such address, or no such log'],
      ['405', 'The address does not take this method. The header `Allow` says which it takes'],
      ['409', 'The same log of the same day is there already, or the same `Idempotency-Key` came with another body'],
      ['413', 'The body is larger than 1 MiB'],
      ['429', 'Wrong tokens came too often. Wait for the seconds in `Retry-After`, then send again'],
      [
        '500',
        'The server failed. A call to Notion that fails is none of these: the log is stored and answered with 202',
      ],
      ['503', 'It cannot be served now. Wait for the seconds in `Retry-After`, then send again'],
    ],
    errorNote:
      'The body of an error is problem details of RFC 9457, in English with `Accept-Language: en`. In `errors` of a 400 each field has what is wrong and an example of what is right.',
    notes: 'Good to know',
    noteLines: [
      'Inside JSON a line break is written `\\n`.',
      '`context` is one string; a list or an object is not taken.',
      '`category` and `impact_level` must be options of the Select properties in Notion. The values in the table are those options.',
      'The running server shows its Swagger documentation at `/docs`.',
      'With a new `Idempotency-Key` header for each log (e.g. a UUID), you can send it again under the same key when no answer came, and it is stored once.',
      'State numbers as they are. Summaries use no other number than those written here.',
    ],
    tip: '**Tip:** whoever has this guide can fill in the template without knowing how Notion or the fields inside are set up. Give the template to Cursor, Claude or another LLM tool, and it can bring notes into STAR form by itself.',
  },
  sample: {
    title: 'Automated daily logs through a REST API',
    star: {
      situation:
        'Logs could only be typed in on the command line, so that records in Notion and their history came late.',
      task: 'Put a REST API that works with Cursor and Claude onto Docker and AWS Lambda, and record work as it happens.',
      action:
        '- Built the FastAPI endpoint `/daily-logs` with bearer authentication, mapped the properties of the Notion database, logged errors in detail\n- Set up infrastructure at the lowest cost with a Docker image, GitHub Actions and Terraform (AWS Lambda and API Gateway)\n- Wrote 10 integration tests that include the weekly and monthly pipelines, and put the specification into README and operations pages',
      result:
        'Running Docker locally is enough to record to Notion, 10 tests that run by themselves took away the risk of regressions, and on Lambda it runs without fixed cost.',
    },
    category: '신규기능',
    impactLevel: 'High',
    techStack: [
      'Python',
      'FastAPI',
      'Docker',
      'AWS Lambda',
      'API Gateway',
      'Terraform',
      'GitHub Actions',
      'Anthropic Claude',
    ],
    loggedDate: '2025-11-09',
    metrics:
      'REST API automation introduced, 10 integration tests run automatically, daily logs in Notion in real time',
    ticketUrl: null,
  },
  git: {
    title: (topic, first, others) => `${topic}: ${first} and ${others} more`,
    more: count => plural(count, 'more commit'),
  },
  resume: {
    summary: 'Summary',
    work: 'Experience',
    otherWork: 'Other achievements',
    projects: 'Achievements',
    skills: 'Skills',
    education: 'Education',
    languages: 'Languages',
    sources: 'Source work logs',
    present: 'present',
    month: (year, month) =>
      `${['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][Number(month) - 1]} ${year}`,
    span: (from, to) => `${from} – ${to}`,
    noProfile: `A résumé also needs what no work log knows: who you are, and where you have worked since when.
Write it into dure.yaml like this, and run this again. Only the name is needed. For both languages write { ko: …, en: … }.

work-log:
  profile:
    name: { ko: 김지은, en: Jieun Kim }
    headline: Backend engineer
    email: jieun@example.com
    phone: +82 10-0000-0000
    employers:
      - name: Hanbit Payments
        position: Senior engineer
        from: 2024-03
      - name: Duru Soft
        position: Engineer
        from: 2021-07
        to: 2024-02
    education:
      - { institution: Hankuk University, area: Computer science, degree: BSc, from: 2017, to: 2021 }`,
    written: (path, achievements, logs) =>
      `${path}\n${plural(achievements, 'achievement')}, resting on ${plural(logs, 'work log')}`,
    exists: path => `there is a file ${path} already; --force replaces it`,
    noFormat: path =>
      `the format does not follow from ${path}: end it in .md, .html, .docx or .json, or give --format. For a PDF, print the HTML from a browser`,
    none: 'no achievement fits',
    left: count => `${plural(count, 'achievement')} left out for want of room; --most makes more for each employer`,
    foreign: count =>
      `${plural(count, 'achievement')} told in Korean, as summarised; with work-log.language: en and --anew a model tells them in English`,
    stale: 'Logs of these periods have changed since they were summarised. Summarised again, the résumé follows:',
    unsummarised: 'Some logs are in no summary yet, and so not in the résumé. To summarise them:',
  },
}
