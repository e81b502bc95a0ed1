import { createInterface } from 'node:readline'
import { readConfig } from '../../src/config.ts'
import { systemClock } from '../../src/engine/clock.ts'
import { describeError, HubError } from '../../src/engine/error.ts'
import { openHub, pathsOf } from '../../src/hub.ts'
import { createLog } from '../../src/log.ts'
import orders, { type Order } from './orders.ts'

/**
 * A real hub with one automation. Orders come in on stdin, one JSON object a line; each is answered on stdout once
 * the ledger has it (`{"accepted":"…"}`) or has not (`{"refused":"…","error":"…"}`). The log goes to stderr.
 */
const automations = [orders]
const config = readConfig({ env: process.env, cwd: process.cwd(), automations })
const log = createLog({
  folder: pathsOf(config).logs,
  ...config.log,
  timeZone: config.timeZone,
  redact: text => text,
  terminal: 'info',
  clock: systemClock,
})

const say = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`)

async function run(): Promise<number> {
  const hub = await openHub({ config, automations, log }, { scheduling: true })
  await hub.engine.start()
  const accept = (order: Order) =>
    hub.engine.emit('order', order, order.id).then(
      () => say({ accepted: order.id }),
      error => say({ refused: order.id, error: describeError(error) }),
    )
  const lines = createInterface({ input: process.stdin })
  lines.on('line', line => void accept(JSON.parse(line)))
  say({ ready: process.pid })
  // Whoever started it may be gone: then nothing is left to do.
  await new Promise<void>(resolve => {
    process.once('SIGTERM', resolve)
    lines.once('close', resolve)
  })
  lines.close()
  await hub.close(10_000)
  await log.close()
  return 0
}

process.exitCode = await run().catch(error => {
  log.error('the hub cannot start', { error: describeError(error) })
  return error instanceof HubError ? 78 : 1
})
process.stdin.destroy()
