import { type ChildProcess, spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../../bin/dure', import.meta.url))

/** Calls `bin/dure` from cold, with these settings and no others. Resolves with the ms until its end. */
export async function dure(args: string[], settings: Record<string, string>): Promise<number> {
  const began = performance.now()
  const call = calling(args, settings)
  const code = await call.ended
  if (code !== 0) throw new Error(`dure ${args.join(' ')} ended with ${code}:\n${call.output()}`)
  return performance.now() - began
}

/** Starts a hub from cold and ends it again. Resolves with the ms until it said that it is ready. */
export async function dureStart(settings: Record<string, string>): Promise<number> {
  const began = performance.now()
  const call = calling(['start'], settings)
  const ready = new Promise<number>(resolve => {
    call.child.stderr!.on('data', () => {
      if (call.output().includes('the hub is ready')) resolve(performance.now() - began)
    })
  })
  const ms = await Promise.race([ready, call.ended])
  // It listens for signals a moment after it is ready.
  await sleep(200)
  call.child.kill('SIGTERM')
  const code = await call.ended
  if (ms === null || code !== 0) throw new Error(`dure start ended with ${code}:\n${call.output()}`)
  return ms
}

function calling(args: string[], settings: Record<string, string>) {
  const env = { PATH: process.env.PATH, ...settings }
  const child: ChildProcess = spawn(command, args, { env, cwd: settings.DURE_DATA, stdio: ['ignore', 'pipe', 'pipe'] })
  const pieces: string[] = []
  child.stderr!.setEncoding('utf8').on('data', text => pieces.push(text))
  child.stdout!.resume()
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return { child, ended, output: () => pieces.join('') }
}
