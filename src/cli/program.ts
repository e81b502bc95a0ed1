import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { promisify } from 'node:util'
import { HubError } from '../engine/error.ts'
import { explained } from './files.ts'

const mostBytes = 64 << 20
const execute = promisify(execFile)

/** What another program prints to stdout, at most 64 MiB. It is given nothing to read. `invalid`, in its own words, where it fails. */
export async function printedBy(name: string, args: readonly string[], folder: string): Promise<string> {
  // Node blames the program where it is the folder that is missing, or is a file.
  await explained(folder, access(`${folder}/.`))
  const running = execute(name, args, { cwd: folder, maxBuffer: mostBytes })
  running.child.stdin?.end()
  try {
    return (await running).stdout
  } catch (error) {
    throw failed(name, args, error as Failure)
  }
}

type Failure = Error & { code?: string | number; signal?: string; stderr?: string }

function failed(name: string, args: readonly string[], { code, signal, stderr = '', message }: Failure): HubError {
  const called = [name, ...args.slice(0, 1)].join(' ')
  if (code === 'ENOENT')
    return new HubError('invalid', `${name} is not there; install it, or put it on the PATH`, {
      ko: `${name} 프로그램이 없습니다. 설치하거나 PATH에 넣으십시오`,
    })
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return new HubError('invalid', `${called} prints more than ${mostBytes >> 20} MiB; ask it for less`, {
      ko: `${called} 출력이 ${mostBytes >> 20} MiB를 넘습니다. 범위를 줄이십시오`,
    })
  const words = stderr.trim().slice(0, 2000) || (typeof code === 'string' ? message : '')
  const end = signal ?? code
  return new HubError('invalid', `${called} failed (${end})${words && `: ${words}`}`, {
    ko: `${called} 실패(${end})${words && `: ${words}`}`,
  })
}
