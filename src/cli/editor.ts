import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { CalledOff } from '../engine/command.ts'
import { HubError } from '../engine/error.ts'
import { readText } from './files.ts'

type Environment = Record<string, string | undefined>

/** The text as it leaves the person's editor, which is shown a private file of that name. `invalid` where there is no editor or it fails. */
export async function edited(text: string, name: string, env: Environment): Promise<string> {
  const editor = editorOf(env)
  const folder = await mkdtemp(join(tmpdir(), 'dure-'))
  try {
    const file = join(folder, name)
    await writeFile(file, text, { mode: 0o600 })
    await open(editor, file)
    return await readText(file)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function editorOf(env: Environment): string {
  const editor = env.VISUAL || env.EDITOR || ['vi', 'nano'].find(program => isOnPath(program, env))
  if (editor) return editor
  throw new HubError('invalid', 'there is no editor: set EDITOR, for instance EDITOR=nano', {
    ko: '편집기를 찾을 수 없습니다. EDITOR=nano처럼 EDITOR를 설정하십시오',
  })
}

const isOnPath = (program: string, { PATH = '' }: Environment) =>
  PATH.split(delimiter).some(folder => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/** By the shell, since EDITOR may hold arguments: `code --wait`. What is printed to stdout may go to a file, the editor must not. */
async function open(editor: string, file: string) {
  // Ctrl-C reaches the editor and this process alike; what it means is the editor's to say.
  const letBe = () => {}
  process.on('SIGINT', letBe)
  try {
    const child = spawn('sh', ['-c', `${editor} "$1"`, editor, file], { stdio: [0, 2, 2] })
    const [code, signal] = await once(child, 'close')
    if (signal === 'SIGINT' || code === 130) throw new CalledOff('the editor was interrupted')
    if (code !== 0) throw failed(editor, signal ?? code)
  } finally {
    process.off('SIGINT', letBe)
  }
}

const failed = (editor: string, end: number | string) =>
  new HubError('invalid', `${editor} ended with ${end}, so its text is not taken; VISUAL or EDITOR name the editor`, {
    ko: `${editor} 편집기가 ${end} 상태로 끝나 글을 받지 않았습니다. 쓸 편집기는 VISUAL이나 EDITOR로 정합니다`,
  })
