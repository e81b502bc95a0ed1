import type { SetUpResult } from '../../../connectors/notion/index.ts'
import type { Field } from '../input.ts'
import { headingOf, type Section } from '../star.ts'

type Problem = SetUpResult['databases'][number]['left'][number]

const label: Record<Field, string> = {
  title: '제목',
  logged_date: '날짜',
  category: '카테고리',
  impact_level: '영향도',
  status: '상태',
  tech_stack: '기술 스택',
  metrics: '정량 지표',
  ticket_url: '이슈 URL',
  context: '상세 컨텍스트',
}

const problem: Record<Problem['kind'], string> = {
  unset: '데이터베이스가 정해지지 않았습니다.',
  unreachable: '데이터베이스를 읽을 수 없습니다. 통합과 공유했는지 확인해 주세요.',
  source: '데이터베이스를 쓸 수 없습니다.',
  trashed: '데이터베이스가 휴지통에 있습니다. Notion에서 되살려 주세요.',
  missing: '속성이 없습니다. `dure notion setup`을 다시 실행하거나 직접 넣어 주세요.',
  type: '속성의 형식이 다릅니다. Notion에서 형식을 바꾸거나, 이름을 바꾸고 `dure notion setup`을 다시 실행해 주세요.',
  options: '속성에 빠진 선택지가 있습니다. Notion에서 직접 넣어 주세요.',
  relation: '관계형 속성이 다른 데이터베이스를 가리킵니다. Notion에서 바로잡아 주세요.',
}

/** The Korean words. */
export const ko = {
  label,
  hint: {
    tech_stack: '쉼표로 나눕니다: TypeScript, Redis',
    metrics: '선택. 없으면 Enter, 지우려면 -',
    ticket_url: '선택. 없으면 Enter, 지우려면 -',
  } as Partial<Record<Field, string>>,
  context: {
    how: 'Enter = 편집기에서 쓰기, t = 여기서 한 줄씩 쓰기',
    again: '쓴 글은 그대로 있습니다. 고쳐 주세요.',
    section: (section: Section, about: string) => `### ${headingOf[section]} ${about}`,
    line: '빈 줄을 넣으면 끝납니다',
    onlyEditor: '헤딩이 겹치거나 코드 블록 안에 있어 편집기에서 고쳐야 합니다.',
    choose: 'Enter나 t를 넣어 주세요.',
  },
  draft: {
    found: (title: string) => `쓰다 만 로그가 있습니다: ${title}`,
    untitled: '(제목 없음)',
    goOn: 'Enter = 이어서 쓰기, d = 버리고 새로 쓰기',
    choose: 'Enter나 d를 넣어 주세요.',
    kept: '쓴 데까지 남겨 두었습니다. `dure log`로 이어서 쓸 수 있습니다.',
    unreadable: (name: string) =>
      `남겨 두었던 글을 읽을 수 없습니다. 데이터 폴더의 kept/work-log/${name}.json으로 옮겨 두었습니다.`,
    savedBefore: '지난번에 쓰던 로그는 이미 저장되었습니다.',
  },
  review: {
    ask: 'Enter = 저장, 번호 = 그 항목 고치기, q = 나중에 하기',
    choose: 'Enter, 항목 번호, q 가운데 하나를 넣어 주세요.',
    none: '(없음)',
  },
  save: {
    inNotion: (url: string) => `저장했습니다. Notion: ${url}`,
    later: (id: string, why?: string) =>
      `저장했습니다(${id}). Notion에는 아직 없고, ${why ? `받을 수 있게 되면 저절로 올라갑니다: ${why}` : '나중에 저절로 올라갑니다.'}`,
    refused: (id: string, why: string) =>
      `저장했지만(${id}) Notion이 거부했습니다: ${why}\nNotion 쪽을 바로잡은 뒤 \`dure run work-log/mirror\`를 실행하면 올라갑니다.`,
    here: (id: string) => `저장했습니다: ${id}`,
    known: (title: string, place: string) => `이미 기록한 일이라 다시 저장하지 않았습니다: ${title} (${place})`,
    twin: (title: string, date: string, place: string) =>
      `같은 날의 같은 로그가 이미 있어 저장하지 않았습니다: ${date} ${title} (${place})`,
    problems: '고칠 것이 있어 저장하지 않았습니다.',
  },
  offer: {
    place: (at: number, all: number, what: string) => `── ${at}/${all} ${what}`,
    ask: 'Enter = 편집기에서 고치기, s = 저장, n = 건너뛰기, q = 그만',
    choose: 'Enter, s, n, q 가운데 하나를 넣어 주세요.',
    stopped: (left: number) => `남은 초안 ${left}개는 다음에 다시 나옵니다. 고친 글도 남겨 두었습니다.`,
    done: (saved: number, all: number) => `초안 ${all}개 가운데 ${saved}개를 저장했습니다.`,
    allKnown: '이미 모두 기록했습니다.',
    unknownHeader: (line: string) => `모르는 항목입니다: ${line}`,
    fileNote: '<!-- 위의 항목과 아래의 네 섹션을 고쳐 주세요. <…> 자리는 모두 채워야 저장할 수 있습니다. -->',
  },
  since: (text: string) =>
    `언제부터인지 알 수 없습니다: ${text}. 2026-11-14처럼 날짜로, 또는 "2 weeks ago"나 "2주 전"처럼 적어 주세요`,
  git: {
    noRepository: (folder: string) => `git 저장소가 아닙니다: ${folder}`,
    here: '지금 폴더',
    nobody: (folder: string) =>
      `누구의 커밋을 찾을지 모릅니다: ${folder}에 git user.email과 user.name이 없습니다. --author로 알려 주세요`,
    none: (since: string, authors: string) => `${since}부터 ${authors}의 커밋이 없습니다.`,
    what: (repository: string, commits: number) => `${repository}, 커밋 ${commits}건`,
  },
  jira: {
    off: 'Jira가 설정되어 있지 않습니다. ATLASSIAN_URL과, ATLASSIAN_USERNAME·ATLASSIAN_API_TOKEN 또는 ATLASSIAN_PAT를 .env에 넣으면 켜집니다',
    none: (since: string, who: string | undefined) =>
      `${since}부터 ${who === undefined ? '끝낸 이슈가' : `${who}의 끝낸 이슈가`} 없습니다.`,
    more: '이슈가 너무 많아 최근에 바뀐 500개만 봅니다.',
    what: (key: string, type: string) => `${key} ${type}`,
  },
  notion: {
    off: 'NOTION_API_KEY가 없습니다. https://www.notion.so/my-integrations 에서 통합을 만들고 그 토큰을 .env에 넣어 주세요',
    noId: '주소에 Notion 페이지의 ID가 없습니다. Notion에서 페이지를 열고 공유 → 링크 복사로 얻은 주소를 넣어 주세요',
    noParent: '새 데이터베이스를 둘 Notion 페이지의 주소가 있어야 합니다. --parent로 알려 주세요',
    parentHint: '아직 없는 데이터베이스를 만들 페이지입니다. 먼저 그 페이지를 통합과 공유해 주세요(⋯ → Connections).',
    parent: '페이지 주소',
    lines: '.env에 넣을 줄:',
    done: '한 일:',
    changed: (setting: string, count: number, url: string) => `${setting}: ${count}가지를 만들거나 채웠습니다: ${url}`,
    left: '남은 일:',
    nothingLeft: '남은 일은 없습니다.',
    leftOf: ({ kind, message }: Problem) => `${problem[kind]} (${message})`,
  },
  use: {
    nobodyThere:
      '물어볼 사람이 없습니다. `dure log --file log.json`을 쓰세요. 채울 JSON은 `dure log --template`에 있습니다',
    onlyOne: '--file, --template, --guide, --from-git, --from-jira는 하나만 쓸 수 있습니다',
    onlyWith: (flag: string, owner: string) => `${flag}는 ${owner}와 함께 씁니다`,
    piped: '표준 입력',
    notJson: (path: string) => `JSON이 아닙니다: ${path}`,
    stored: (path: string) => `${path}의 로그를 저장하지 않았습니다`,
    wrong: (path: string) => `저장하지 않았습니다. ${path}에 고칠 것이 있습니다`,
  },
}

/** The Korean original is the type that the other languages have to fill. */
export type CommandWords = typeof ko
