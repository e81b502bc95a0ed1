import { pino } from 'pino'
import type { Clock } from './engine/clock.ts'
import { describeError, HubError } from './engine/error.ts'
import type { Log } from './engine/io.ts'
import { localText } from './engine/zone.ts'
import { createLogFile, gathered } from './log-file.ts'

export type Level = 'debug' | 'info' | 'warn' | 'error'

/** A log that must be closed; `close` leaves every line on disk. */
export interface LogSink extends Log {
  flush(): void
  close(): Promise<void>
}

export interface LogOptions {
  /** Gets app.log and error.log; made when missing. */
  folder: string
  /** Of the files. */
  level: Level
  /** `text`: `[YYYY-MM-DD HH:MM:SS] [LEVEL] message key=value`; `json`: one object per line, times in UTC. */
  format: 'text' | 'json'
  keepDays: number
  /** IANA zone of the times in text and of the day at whose end a file is put away. */
  timeZone: string
  redact: (text: string) => string
  /** The level from which on lines go to the terminal as well. */
  terminal: Level | false
  clock: Clock
  stderr?: { write(text: string): unknown; on?(event: 'error', listener: () => void): unknown }
  /** Default 50 MB. */
  maxBytes?: number
}

type Fields = Record<string, unknown>

const severities: Record<Level, number> = { debug: 20, info: 30, warn: 40, error: 50 }
const maxValueLength = 8000
const ownKeys = new Set(['level', 'time', 'message'])
const secretKey = /(^|[_-])(pass|password|passwd|secret|token|authorization|cookie|api[_-]?key)$/i

/** The hub's log: app.log, errors in error.log as well, and the terminal. Every line is redacted; a full disk silences the files only. */
export function createLog(options: LogOptions): LogSink {
  const { redact, clock, format, stderr = process.stderr } = options
  const timeOf = (moment: Date) => localText(moment, options.timeZone)
  const show = (text: string) => {
    if (options.terminal) stderr.write(text)
  }
  // A terminal that went away (`dure start | head`) must not take the hub with it.
  stderr.on?.('error', () => {})

  const fileNamed = (name: string) =>
    createLogFile({
      folder: options.folder,
      name,
      keepDays: options.keepDays,
      maxBytes: options.maxBytes ?? 50_000_000,
      clock,
      dayOf: moment => timeOf(moment).slice(0, 10),
      onTrouble: (file, error) => show(lineOf('ERROR', 'log file cannot be written', plain({ file, error }, redact))),
      onHealed: (file, lost) => show(lineOf('WARN', 'log file is written again', { file, lost })),
    })
  const app = fileNamed('app')
  const errors = fileNamed('error')
  // A busy API writes thousands of lines a second: those of one turn go together. A warning takes all before it along.
  const appLines = gathered(clock, app.write)
  const terminalLines = gathered(clock, lines => void stderr.write(lines))

  const lineOf = (level: string, message: string, fields: Fields) =>
    `${redact(escaped(`[${timeOf(clock.now())}] [${level}] ${message}${fieldsText(fields)}`))}\n`

  const put = (severity: number, line: string) => {
    if (severity >= severities[options.level]) appLines.add(line)
    if (severity >= severities.error) errors.write(line)
    if (options.terminal && severity >= severities[options.terminal]) terminalLines.add(line)
    if (severity >= severities.warn) flushLines()
  }
  /** pino hands over the finished JSON, and beside it how severe it is. */
  const destination = {
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    write: (json: string) => put(destination.lastLevel, `${redact(escaped(json.trimEnd()))}\n`),
  }
  const flushLines = () => {
    appLines.flush()
    terminalLines.flush()
  }
  const logger = pino(
    {
      level: lower(options.level, options.terminal || options.level),
      base: undefined,
      messageKey: 'message',
      timestamp: () => `,"time":"${clock.now().toISOString()}"`,
      formatters: { level: label => ({ level: label }) },
    },
    destination,
  )
  const at =
    (level: Level) =>
    (message: string, fields: Fields = {}) => {
      if (!logger.isLevelEnabled(level)) return
      if (format === 'json') logger[level](plain(fields, redact), message)
      else put(severities[level], lineOf(level.toUpperCase(), message, plain(fields, redact)))
    }
  const flush = () => {
    flushLines()
    app.flush()
    errors.flush()
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    flush,
    async close() {
      flush()
      app.close()
      errors.close()
    },
  }
}

const lower = (a: Level, b: Level) => (severities[a] < severities[b] ? a : b)

/** Fields as data that can be written: errors in words, secrets out by the name of their key, long texts cut, no cycles. */
export function plain(fields: Fields, redact: (text: string) => string): Fields {
  const result: Fields = {}
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue
    result[ownKeys.has(key) ? `${key}_` : key] = plainValue(key, value, redact)
    if (value instanceof Error && !(value instanceof HubError)) result.stack = plainValue('stack', value.stack, redact)
  }
  return result
}

function plainValue(key: string, value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return secretKey.test(key) ? '[redacted]' : cut(value, redact)
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Error) return cut(describeError(value), redact)
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[function]' : value
  try {
    const inner = JSON.stringify(value, (innerKey, part) =>
      typeof part === 'object' && part !== null && !(part instanceof Error) ? part : plainValue(innerKey, part, redact),
    )
    return inner.length <= maxValueLength ? JSON.parse(inner) : cut(inner, redact)
  } catch {
    return '[unreadable]'
  }
}

/** Redacted before it is cut: half a secret would not be recognised. */
const cut = (text: string, redact: (text: string) => string) =>
  text.length <= maxValueLength ? text : `${redact(text).slice(0, maxValueLength)}…`

/** ` key=value` of each, to be `escaped` with the rest of its line. */
export const fieldsText = (fields: Fields) =>
  Object.entries(fields)
    .map(([key, value]) => ` ${key}=${shown(value)}`)
    .join('')

function shown(value: unknown): string {
  const bare = typeof value === 'string' && /^[^\s"=[\]\\]+$/.test(value)
  return bare ? value : (JSON.stringify(value) ?? '')
}

/** No value may begin a line of its own, or play with the terminal. */
export const escaped = (text: string) =>
  text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
