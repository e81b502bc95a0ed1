import { type Command, defineCommand } from '../../../engine/command.ts'
import { LogFlags, SetupFlags } from './flags.ts'
import { resume } from './resume.ts'

/** What is typed behind `dure`. Each loads its work when it is called. */
export const commands: Record<string, Command> = {
  log: defineCommand({
    summary: {
      ko: '하루의 업무를 차례로 물어 기록합니다. 커밋이나 Jira 이슈에서 시작할 수도 있습니다',
      en: "Asks for a day's work and logs it; commits or Jira issues can be the beginning",
    },
    operands: ['repositories'],
    flags: LogFlags,
    run: async (shell, flags) => (await import('./log.ts')).log(shell, flags),
  }),
  'notion setup': defineCommand({
    summary: {
      ko: 'Notion에 업무 로그의 데이터베이스 세 개를 만들거나 채우고, .env에 넣을 줄을 보여 줍니다',
      en: 'Makes or completes the three databases in Notion, and prints the lines for .env',
    },
    flags: SetupFlags,
    run: async (shell, flags) => (await import('./notion-setup.ts')).notionSetup(shell, flags),
  }),
  resume,
}
