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
  program
    .command('backup')
    .description('copies the ledger while the hub may run, verifies the copy, and writes its manifest')
    .option('--to <folder>', 'default: backups in the data folder')
    .option('--list', 'lists the backups instead')
    .action(async (flags: { to?: string; list?: boolean }) => {
      const opened = openSession(session, program.opts().config)
      onSqliteOnly(opened)
      const folder = flags.to ? resolve(session.cwd, flags.to) : pathsOf(opened.config).backups
      await (flags.list ? list(opened, folder) : make(opened, folder))
      await opened.log.close()
    })
  program
    .command('restore')
    .description('puts a verified backup in place of the ledger; nothing leaves the hub until it is released')
    .argument('[backup]', 'the .db file of a backup')
    .option('--release', 'shows what is held; with --send or --drop, ends the hold')
    .option('--send', 'with --release: lets what is held go out')
    .option('--drop', 'with --release: drops what is held')
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

function onSqliteOnly({ config }: Opened) {
  if (config.databaseUrl)
    throw new Exit(exit.usage, 'DATABASE_URL is set: back up and restore that ledger with pg_dump and pg_restore')
}

async function make({ config, terminal }: Opened, folder: string) {
  const { path, bytes, runs, deliveries, sha256 } = await backUp(pathsOf(config).ledger, folder, systemClock.now())
  terminal.out.write(`${path}\n${bytes} bytes, ${runs} runs, ${deliveries} deliveries, verified\nsha256 ${sha256}\n`)
}

async function list({ terminal }: Opened, folder: string) {
  const rows = (await listBackups(folder)).map(({ madeAt, bytes, runs, deliveries, path }) => [
    madeAt,
    `${bytes}`,
    `${runs}`,
    `${deliveries}`,
    path,
  ])
  terminal.out.write(
    rows.length > 0 ? `${table(['MADE', 'BYTES', 'RUNS', 'DELIVERIES', 'FILE'], rows)}\n` : `no backup in ${folder}\n`,
  )
}

async function putBack({ config, terminal, cwd }: Opened, backup: string | undefined) {
  const { ledger, backups } = pathsOf(config)
  if (!backup) throw new Exit(exit.usage, `which backup? 'dure backup --list' shows those in ${backups}`)
  const now = systemClock.now()
  const unlock = lockFolder(config.dataDir, { pid: process.pid, host: hostname(), since: now.toISOString() })
  try {
    const { kept } = await restore(resolve(cwd, backup), ledger, now)
    if (kept) terminal.out.write(`the ledger that was there is kept as ${kept}\n`)
    terminal.out.write(
      `restored. Nothing leaves this hub until you look at 'dure restore --release' and choose --send or --drop\n`,
    )
  } finally {
    unlock()
  }
}

async function releaseHeld({ config, log, terminal }: Opened, { send, drop }: ReleaseFlags) {
  if (send && drop) throw new Exit(exit.usage, '--send or --drop, not both')
  const store = await openBeside(config, log, send || drop ? 'write' : 'read')
  try {
    const held = await heldBack(store)
    if (!held) return void terminal.out.write('nothing is held\n')
    const rows = held.deliveries.map(({ id, connector, write, key }) => [`d${id}`, `${connector}.${write}`, key])
    terminal.out.write(
      `held since ${held.since}: ${rows.length} open deliveries, ${held.snapshots} snapshots, ${held.schedules} schedules\n`,
    )
    if (rows.length > 0) terminal.out.write(`${table(['DELIVERY', 'WRITE', 'KEY'], rows)}\n`)
    if (!send && !drop) return
    await release(store, systemClock.now().getTime(), send ? 'send' : 'drop')
    terminal.out.write(send ? 'released: they go out\n' : 'released: they are dropped\n')
  } finally {
    await store.close()
  }
}
