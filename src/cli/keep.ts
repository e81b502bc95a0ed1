import { hostname } from 'node:os'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { backUp, listBackups, restore } from '../engine/backup.ts'
import { systemClock } from '../engine/clock.ts'
import { lockFolder } from '../engine/lock.ts'
import { heldBack, release } from '../engine/release.ts'
import { openBeside, pathsOf } from '../hub.ts'
import { table } from './print.ts'
import { Exit, exit, type Opened, openSession, type Session } from './session.ts'

/** `backup` and `restore`. */
export function addKeep(program: Command, session: Session) {
  const { commands, options } = session.words
  program
    .command('backup')
    .description(commands.backup)
    .option('--to <folder>', options.to)
    .option('--list', options.list)
    .action(async (flags: { to?: string; list?: boolean }) => {
      const opened = openSession(session, program.opts().config)
      onSqliteOnly(opened)
      const folder = flags.to ? resolve(session.cwd, flags.to) : pathsOf(opened.config).backups
      await (flags.list ? list(opened, folder) : make(opened, folder))
      await opened.log.close()
    })
  program
    .command('restore')
    .description(commands.restore)
    .argument('[backup]', options.file)
    .option('--release', options.release)
    .option('--send', options.send)
    .option('--drop', options.dropHeld)
    .action(async (backup: string | undefined, flags: ReleaseFlags) => {
      const opened = openSession(session, program.opts().config)
      onSqliteOnly(opened)
      await (flags.release ? releaseHeld(opened, flags) : putBack(opened, backup))
      await opened.log.close()
    })
}

interface ReleaseFlags {
  release?: boolean
  send?: boolean
  drop?: boolean
}

function onSqliteOnly({ config, words }: Opened) {
  if (config.databaseUrl) throw new Exit(exit.usage, words.usage.noSqlite)
}

async function make({ config, terminal, words }: Opened, folder: string) {
  const { path, bytes, runs, deliveries, sha256 } = await backUp(pathsOf(config).ledger, folder, systemClock.now())
  terminal.out.write(`${path}\n${words.backedUp({ bytes, runs, deliveries })}\nsha256 ${sha256}\n`)
}

async function list({ terminal, words }: Opened, folder: string) {
  const rows = (await listBackups(folder)).map(({ madeAt, bytes, runs, deliveries, path }) => [
    madeAt,
    `${bytes}`,
    `${runs}`,
    `${deliveries}`,
    path,
  ])
  terminal.out.write(rows.length > 0 ? `${table(words.heads.backups, rows)}\n` : `${words.noBackups(folder)}\n`)
}

async function putBack({ config, terminal, cwd, words }: Opened, backup: string | undefined) {
  const { ledger, backups } = pathsOf(config)
  if (!backup) throw new Exit(exit.usage, words.usage.whichBackup(backups))
  const now = systemClock.now()
  const unlock = lockFolder(config.dataDir, { pid: process.pid, host: hostname(), since: now.toISOString() })
  try {
    const { kept } = await restore(resolve(cwd, backup), ledger, now)
    if (kept) terminal.out.write(`${words.keptAs(kept)}\n`)
    terminal.out.write(`${words.restored}\n`)
  } finally {
    unlock()
  }
}

async function releaseHeld({ config, log, terminal, words }: Opened, { send, drop }: ReleaseFlags) {
  if (send && drop) throw new Exit(exit.usage, words.usage.sendOrDrop)
  const store = await openBeside(config, log, send || drop ? 'write' : 'read')
  try {
    const held = await heldBack(store)
    if (!held) return void terminal.out.write(`${words.nothingHeld}\n`)
    const rows = held.deliveries.map(({ id, connector, write, key }) => [`d${id}`, `${connector}.${write}`, key])
    terminal.out.write(`${words.held(held.since, rows.length, held.snapshots, held.schedules)}\n`)
    if (rows.length > 0) terminal.out.write(`${table(words.heads.held, rows)}\n`)
    if (!send && !drop) return
    await release(store, systemClock.now().getTime(), send ? 'send' : 'drop')
    terminal.out.write(`${words.released(send === true)}\n`)
  } finally {
    await store.close()
  }
}
