import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Clock } from './engine/clock.ts'

const retryOpenMs = 10_000
/** A flood of lines on one day must not fill the disk. */
const maxPartsPerDay = 20

/** Gathers lines and hands them on together when the turn of the event loop ends, or at once by `flush`. */
export function gathered(clock: Pick<Clock, 'turn'>, write: (lines: string) => void) {
  let lines = ''
  const flush = () => {
    const all = lines
    lines = ''
    if (all) write(all)
  }
  return {
    add(line: string) {
      lines += line
      if (lines === line) void clock.turn().then(flush)
    },
    flush,
  }
}

export interface LogFileOptions {
  folder: string
  /** `app` → app.log, app-2026-11-20.log, app-2026-11-20.1.log */
  name: string
  keepDays: number
  maxBytes: number
  clock: Clock
  /** The local day of a moment, as YYYY-MM-DD. */
  dayOf: (moment: Date) => string
  /** Told once when writing begins to fail, and once when it works again. */
  onTrouble: (file: string, error: unknown) => void
  onHealed: (file: string, lost: number) => void
}

/** A file of lines that starts anew each day and at its size limit. Written at once: see `gathered` for lines that are many. Never throws. */
export function createLogFile(options: LogFileOptions) {
  const { folder, name, clock, dayOf } = options
  const path = join(folder, `${name}.log`)
  let file: { fd: number; ino: number; day: string; bytes: number } | undefined
  let lost = 0
  let closedUntil = Number.NEGATIVE_INFINITY
  /** A line was cut off by a full disk; the next must not be glued to it. */
  let torn = false

  function open() {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const fd = openSync(path, 'a', 0o600)
    const { ino, size, mtime } = fstatSync(fd)
    file = { fd, ino, bytes: size, day: size > 0 ? dayOf(mtime) : dayOf(clock.now()) }
  }

  function shut() {
    if (file) closeSync(file.fd)
    file = undefined
  }

  /** Another process on the same folder may have moved the file already; then there is only the new one to open. */
  function rotate() {
    const { ino, day } = file!
    if (inodeOf(path) === ino) renameSync(path, join(folder, freeName(day)))
    shut()
    open()
    forget()
  }

  function freeName(day: string): string {
    const taken = new Set(readdirSync(folder))
    if (!taken.has(`${name}-${day}.log`) && day !== dayOf(clock.now())) return `${name}-${day}.log`
    let part = 1
    while (taken.has(`${name}-${day}.${part}.log`)) part++
    return `${name}-${day}.${part}.log`
  }

  /** What is older than `keepDays`, and the oldest parts of a day that has too many. */
  function forget() {
    const oldest = dayOf(new Date(clock.now().getTime() - options.keepDays * 86_400_000))
    const parts = readdirSync(folder).flatMap(entry => {
      const [, of, day = '', part = '0'] = /^(.+)-(\d{4}-\d\d-\d\d)(?:\.(\d+))?\.log$/.exec(entry) ?? []
      return of === name ? [{ entry, day, part: Number(part) }] : []
    })
    const perDay = Map.groupBy(parts, ({ day }) => day)
    for (const [day, entries] of perDay) {
      const numbered = entries.filter(({ part }) => part > 0).sort((a, b) => b.part - a.part)
      const gone = day < oldest ? entries : numbered.slice(maxPartsPerDay)
      for (const { entry } of gone) rmSync(join(folder, entry), { force: true })
    }
  }

  function append(lines: string) {
    if (!file) {
      open()
      forget()
    }
    const bytes = Buffer.from(torn ? `\n${lines}` : lines)
    const full = file!.bytes > 0 && file!.bytes + bytes.length > options.maxBytes
    if (full || file!.day !== dayOf(clock.now())) rotate()
    for (let written = 0; written < bytes.length; ) {
      torn = true
      written += writeSync(file!.fd, bytes, written)
    }
    torn = false
    file!.bytes += bytes.length
  }

  return {
    write(lines: string) {
      if (clock.monotonic() < closedUntil) {
        lost += countOf(lines)
        return
      }
      try {
        append(lines)
        if (lost > 0) options.onHealed(path, lost)
        lost = 0
      } catch (error) {
        if (lost === 0) options.onTrouble(path, error)
        lost += countOf(lines)
        // A file that could not even be opened is not asked for with every line.
        if (!file) closedUntil = clock.monotonic() + retryOpenMs
      }
    },
    /** Best effort: at the end of a process nobody is left to tell. */
    flush() {
      try {
        if (file) fsyncSync(file.fd)
      } catch {}
    },
    close: shut,
  }
}

const countOf = (lines: string) => lines.split('\n').length - 1

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino
}
