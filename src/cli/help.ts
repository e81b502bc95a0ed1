import type { Command, Option } from 'commander'
import { widthOf } from './print.ts'
import type { Session } from './session.ts'
import type { UsageWords } from './usage/ko.ts'

/** Gives commander the reader's language and terminal. Commands take both over from the program, so this comes before they are added. */
export function inWords(program: Command, { terminal, words }: Session): Command {
  const { help, drawn } = words.usage
  return program
    .helpOption('-h, --help', help.help)
    .helpCommand('help [command]', help.command)
    .configureHelp({
      displayWidth: widthOf,
      styleTitle: title => help.titles[title] ?? title,
      optionDescription: option => described(option, help),
    })
    .configureOutput({
      writeOut: text => terminal.out.write(text),
      writeErr: text => terminal.err.write(text),
      outputError: (text, write) => write(`${drawn(text.trimEnd())}\n`),
    })
}

function described({ description, argChoices, defaultValue }: Option, words: UsageWords['help']): string {
  const facts = [
    ...(argChoices ? [`${words.choices}: ${argChoices.join(', ')}`] : []),
    ...(defaultValue === undefined ? [] : [`${words.byDefault}: ${defaultValue}`]),
  ]
  return facts.length === 0 ? description : `${description} (${facts.join('; ')})`.trimStart()
}
