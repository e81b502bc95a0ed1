import { isBench, isTest, isTypeScript, type Source } from './tree.ts'

/** Something that only certain files may touch, so that everyone else can be given another one in a test. */
interface Home {
  what: string
  /** Looked for in the code, literals blanked. */
  uses?: RegExp
  /** Looked for among the imports. */
  imports?: RegExp
  /** Where it is at home, each place with its reason. */
  at: { [path: string]: string }
}

const composition = {
  'src/hub.ts': 'puts the hub together, and so decides what is handed in',
  'src/cli.ts': 'the command line: what a person calls and reads',
  'src/cli/': 'the commands of the command line',
  'scripts/': 'called by a person or by CI',
}

export const homes: Home[] = [
  {
    what: 'the environment',
    uses: /\bprocess\s*\.\s*env\b/,
    imports: /^(node:)?process$/,
    at: composition,
  },
  {
    what: 'the terminal',
    uses: /(?<![.\w])console\s*\.|\bprocess\s*\.\s*std(in|out|err)\b/,
    at: { ...composition, 'src/log.ts': 'writes the log to the terminal and to files' },
  },
  {
    what: 'the clock',
    uses: /\bnew Date\(\s*\)|\bnew Date\b(?!\s*\()|\bDate\.now\b|(?<![.\w]|new )Date\(|(?<![.\w])performance\b|\bprocess\.(hrtime|uptime)\b/,
    imports: /^(node:)?perf_hooks$/,
    at: {
      'src/engine/clock.ts': 'the clock itself',
      'src/cli/print.ts': 'shows a person how long something has been going on',
      'scripts/': 'a script measures how long a check takes',
      'test/simulation/guards.ts': 'takes the machine’s clock away while the simulation runs',
    },
  },
  {
    what: 'timers',
    uses: /(?<![.\w])(setTimeout|setInterval|setImmediate|queueMicrotask)\b|\bAbortSignal\.timeout\b/,
    imports: /^(node:)?timers(\/promises)?$/,
    at: {
      'src/engine/clock.ts': 'the clock itself',
      'src/cli/print.ts': 'shows a person how long something has been going on',
      'test/simulation/world.ts': 'lets the machine drain its microtasks between two events of the virtual clock',
    },
  },
  {
    what: 'chance',
    uses: /\bMath\.random\b|\b(randomUUID|randomBytes|randomInt|getRandomValues)\b/,
    at: { 'src/hub.ts': 'hands random numbers and ids in', 'src/tokens.ts': 'a token is 256 random bits' },
  },
  {
    what: 'other programs',
    imports: /^(node:)?child_process$/,
    at: {
      'src/cli/editor.ts': 'opens the editor of the person at the terminal',
      'src/cli/program.ts': 'runs what a command asks for, such as git',
      'scripts/': 'called by a person or by CI',
    },
  },
  {
    what: 'other threads',
    imports: /^(node:)?worker_threads$/,
    at: {
      'src/engine/apart.ts': 'hands work to the thread, and takes its answers',
      'src/engine/apart-thread.ts': 'the thread itself',
    },
  },
  {
    what: 'the network',
    uses: /(?<![.\w])(fetch|WebSocket|EventSource|XMLHttpRequest)\b(?!\s*[?:])/,
    imports:
      /^(node:)?(https?|http2|net|tls|dgram|dns)(\/promises)?$|^(undici|ws|nodemailer|pg|bullmq|ioredis|smtp-server|@hono\/node-server)(\/|$)/,
    at: {
      'src/hub.ts': 'hands fetch in to the engine',
      'src/cli/demo/far-sides.ts': 'serves the fakes on loopback ports',
      'src/engine/http.ts': 'calls the fetch that it is handed',
      'src/engine/store/postgres.ts': 'pg speaks the wire protocol of PostgreSQL',
      'src/connectors/smtp/index.ts': 'nodemailer speaks SMTP',
      'src/connectors/smtp/fake.ts': 'smtp-server is the fake mail server on loopback',
      'src/server/': 'listens for requests; sends none',
    },
  },
]

/** The simulation runs on a clock of its own: there even tests may not touch the machine's. */
const isFree = (file: Source, home: Home) =>
  (isTest(file) || isBench(file.path)) &&
  !(file.path.startsWith('test/simulation/') && /clock|timers|chance/.test(home.what))

const simulationDoor = 'test/simulation/main.ts'

const isAtHome = (path: string, home: Home) =>
  path === simulationDoor ||
  Object.keys(home.at).some(place => (place.endsWith('/') ? path.startsWith(place) : path === place))

/** Uses of clock, chance, environment, terminal and network outside their homes. */
export function strays(sources: Source[], rules = homes): string[] {
  return sources
    .filter(isTypeScript)
    .flatMap(file =>
      rules
        .filter(home => !isFree(file, home) && !isAtHome(file.path, home))
        .flatMap(home => [
          ...linesWith(file.code, home.uses).map(line => `${file.path}:${line} reaches for ${home.what}`),
          ...file.imports
            .filter(name => home.imports?.test(name))
            .map(name => `${file.path} imports ${name} for ${home.what}`),
        ]),
    )
}

const linesWith = (code: string, pattern: RegExp | undefined): number[] =>
  pattern ? code.split('\n').flatMap((line, index) => (pattern.test(line) ? [index + 1] : [])) : []
