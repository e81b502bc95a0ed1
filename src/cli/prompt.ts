import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { CalledOff, type Question } from '../engine/command.ts'
import { inert, type Terminal, type Tone, tint } from './print.ts'

/** Asks whoever sits at the terminal, on stderr: what the command gives may go to a file. */
export function prompter(terminal: Terminal): (question: Question) => Promise<string> {
  const toned = (tone: Tone, text: string) => tint({ ...terminal, out: terminal.err }, tone, inert(text))
  const read = lineReader(terminal)
  return async ({ text, hints = [], initial, problem }) => {
    for (const hint of hints) terminal.err.write(`${toned('dim', hint)}\n`)
    const usual = initial === undefined ? '' : ` ${toned('dim', `[${initial}]`)}`
    const end = /[>?:]$/.test(text) ? ' ' : ': '
    for (;;) {
      const typed = await read(`${toned('bold', text)}${usual}${end}`)
      // A Mac sends Hangul in parts.
      const answer = typed.normalize('NFC').trim() || (initial ?? '')
      const wrong = problem?.(answer)
      if (wrong === undefined) return answer
      terminal.err.write(`${toned('warn', wrong)}\n`)
    }
  }
}

/**
 * Reads line by line. The terminal is readline's only while a line is typed: an editor, other programs and Ctrl-C work
 * as ever in between. What was typed or pasted ahead answers the next questions.
 */
function lineReader({ in: input, err: output }: Terminal): (prompt: string) => Promise<string> {
  const ahead: string[] = []
  let begun = ''
  return async prompt => {
    if (ahead.length > 0) output.write(`${prompt}${inert(ahead[0]!)}\n`)
    else if (!input.readableEnded) {
      const lines = createInterface({ input, output, prompt, terminal: true, historySize: 0 })
      lines.on('line', line => ahead.push(line))
      lines.prompt()
      if (begun) lines.write(begun)
      await Promise.race([once(lines, 'line'), once(lines, 'close')])
      begun = lines.line
      lines.close()
      if (ahead.length === 0) output.write('\n')
    }
    const line = ahead.shift()
    if (line === undefined) throw new CalledOff('the person has had enough')
    return line
  }
}
