import { type Command, defineCommand } from '../../engine/command.ts'
import { EventFlags, ToDoFlags } from './flags.ts'

/** What is typed behind `dure`. Each loads its work when it is called. */
export const commands: Record<string, Command> = {
  event: defineCommand({
    summary: {
      ko: '팀의 이벤트를 받아 Confluence의 페이지에 기록합니다',
      en: "Records team events, so that Confluence's pages tell them",
    },
    operands: ['type'],
    flags: EventFlags,
    run: async (shell, flags) => (await import('./typed.ts')).sendEvents(shell, flags),
  }),
  todo: defineCommand({
    summary: {
      ko: 'Play의 ToDo 페이지를 만들고 Project TODO와 Play DB에 링크합니다',
      en: 'Makes the ToDo page of a Play and links it from Project TODO and the Play DB',
    },
    operands: ['play'],
    flags: ToDoFlags,
    run: async (shell, flags) => (await import('./typed.ts')).makeToDo(shell, flags),
  }),
}
