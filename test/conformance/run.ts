import { spawn } from 'node:child_process'
import { dirname } from 'node:path'

/** What a program that has ended has printed. */
export interface Printed {
  out: string
  err: string
}

/** Runs a program to its end. Throws where it ends with another code than it is to. */
export function run(program: string, args: string[], cwd: string, wanted = 0): Promise<Printed> {
  // The suites want a newer Node than some machines have: ours.
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`
  const child = spawn(program, args, { cwd, env: { ...process.env, PATH }, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed: Printed = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', text => {
    printed.out += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    printed.err += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => {
      if (code === wanted) return resolve(printed)
      const said = `${printed.out}${printed.err}`.slice(-4000)
      reject(new Error(`${program} ${args.join(' ')} ended with ${code}, not ${wanted}:\n${said}`))
    })
  })
}
