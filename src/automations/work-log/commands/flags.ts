import { z } from 'zod'

const flag = (ko: string, en: string) => z.boolean().default(false).meta({ description: ko, 'x-en': en })
const text = (ko: string, en: string) => z.string().trim().min(1).optional().meta({ description: ko, 'x-en': en })

/** Of `dure log`. */
export const LogFlags = z.strictObject({
  repositories: z.array(z.string()).default([]).meta({
    description: '--from-git이 읽을 저장소. 없으면 지금 폴더입니다',
    'x-en': 'repositories for --from-git; default: this folder',
  }),
  file: text(
    '묻지 않고 JSON 파일의 로그를 기록합니다. -는 표준 입력입니다',
    'logs what is in a JSON file, without questions; - is standard input',
  ),
  template: flag('채워서 쓸 JSON을 보여 줍니다', 'prints the JSON to fill in'),
  guide: flag('업무 로그 작성 안내를 보여 줍니다', 'prints the guide to writing a log'),
  fromGit: flag('git 커밋에서 초안을 만듭니다', 'makes drafts of git commits'),
  fromJira: flag('끝낸 Jira 이슈에서 초안을 만듭니다', 'makes drafts of Jira issues that were closed'),
  since: text(
    '언제부터인지: 2026-11-14, "2 weeks ago". 없으면 일주일 전입니다',
    'since when: 2026-11-14, "2 weeks ago"; default: a week ago',
  ),
  author: text(
    '누구의 커밋인지, 쉼표로 나눈 이름과 메일. 없으면 git에 설정된 사람입니다',
    'whose commits, names and e-mails with commas; default: whom git is set up for',
  ),
  assignee: text(
    '누구의 이슈인지, 메일이나 Jira의 ID. 없으면 토큰의 주인입니다',
    "whose issues, an e-mail or Jira's id; default: whose the token is",
  ),
})
export type LogFlags = z.output<typeof LogFlags>

/** Of `dure notion setup`. */
export const SetupFlags = z.strictObject({
  parent: text(
    '없는 데이터베이스를 만들 Notion 페이지의 주소',
    'address of the Notion page under which missing databases are made',
  ),
})
export type SetupFlags = z.output<typeof SetupFlags>
