/** What the demo says. */
export interface DemoWords {
  title: string
  intro: string
  /** Name and note of each far side, in the order of their addresses: Bacula, mail, Jira, Confluence, Slack, Notion, model, API, data. */
  sides: [name: string, note: string][]
  moment: (moment: string) => string
  backup: string
  create: string
  plan: string
  update: string
  mail: (to: string, subject: string) => string
  size: (text: number, html: number, attachments: number) => string
  page: string
  messages: string
  waiting: (open: number) => string
  moved: (change: { ticket: string; before: string; after: string }) => string
  noted: (change: { note: string }) => string
  newMessages: (edits: number, replies: number) => string
  kept: string
  logs: string
  logsLead: string
  otherLogs: string
  sameKey: (again: { status: string; replayed: string; rows: number }) => string
  badLog: string
  weekly: string
  monthly: string
  sources: string
  made: (of: { logs: number; bullets: number; tokens: [asked: number, answered: number] }) => string
  gate: string
  notInLogs: (what: string) => string
  inAuthorsWords: string
  notion: string
  search: string
  /** What is looked for. */
  sought: string
  events: string
  eventsLead: string
  sameEvent: (again: { status: string; body: { status: string } }) => string
  otherEvents: string
  remarked: (remark: string) => string
  pages: string
  once: string
  rollUp: string
  rules: string
  reconciled: (compared: { quarter: string; events: number; rows: number }) => string
  tools: string
  offered: (tools: { all: number; pages: number }) => string
  asksTable: string
  asksPage: string
  tries: string
  /** Whose résumé it is. */
  author: string
  worked: (seconds: string) => string
  goesOn: (at: {
    page: string
    live: string
    plays: string
    slack: string
    notion: string
    docs: string
    changes: string[]
    events: string[]
    logs: string[]
  }) => string
}

export const ko: DemoWords = {
  title: '두레 데모',
  intro:
    '허브 하나와, 허브가 상대하는 시스템들의 모의 서버가 이 기기의 빈 포트에서 돕니다. 다른 기기에는 접속하지 않습니다.',
  sides: [
    ['Bacula', 'Bacula 15.0.0에서 녹화한 응답을 돌려주는 Baculum API'],
    ['메일', '받은 메일을 보여 줍니다'],
    ['Jira', '한 팀의 다음 주 배포 이슈와 배포 티켓'],
    ['Confluence', 'TEAM과 PLAY 스페이스'],
    ['Slack', '#deploy 채널'],
    ['Notion', '업무 로그의 데이터베이스 세 개'],
    ['언어 모델', '요약을 쓰고, 한 번은 숫자를 지어냅니다'],
    ['API', '허브의 REST API'],
    ['데이터', '허브의 설정, 장부, 보고서, 로그'],
  ],
  moment: moment => `모든 실행은 녹화된 시각(${moment}) 기준입니다.`,
  backup: '1. 백업 보고서',
  create: '2. 다음 주 배포 리스트',
  plan: '3. 무언가 바뀌면: 먼저 계획',
  update: '4. 바뀐 것만, 관련된 사람에게만',
  mail: (to, subject) => `${to} 앞으로 온 메일: ${subject}`,
  size: (text, html, attachments) => `본문 ${text}자, HTML ${html}자, 첨부 ${attachments}개`,
  page: 'Confluence 페이지 (글로 옮긴 것, 링크 주소는 뺐습니다)',
  messages: 'Slack #deploy',
  waiting: open => `보내는 중: 남은 것 ${open}건 (Slack에는 1초에 한 건씩)`,
  moved: ({ ticket, before, after }) => `${ticket}의 기한을 누군가 바꿉니다: ${before} → ${after}`,
  noted: ({ note }) => `페이지 맨 위에 누군가 메모를 씁니다: “${note}”`,
  newMessages: (edits, replies) =>
    `Slack #deploy (채널의 메시지는 그 자리에서 ${edits}번 고쳐졌고, 스레드에 새 메시지가 ${replies}건 왔습니다)`,
  kept: '사람이 쓴 메모는 페이지에 그대로 남아 있습니다',
  logs: '5. 그동안 들어온 업무 로그',
  logsLead:
    '앞 단계가 도는 동안 에이전트가 로그를 한 건씩 보냈습니다. Notion에 페이지가 생기면 답이 오는데, Notion은 1초에 요청을 세 번까지만 받습니다.',
  otherLogs: '이어서 보낸 것 (주소는 모의 Notion이 지어냈습니다)',
  sameKey: ({ status, replayed, rows }) =>
    `첫 요청을 같은 Idempotency-Key로 다시 보내면 같은 페이지를 답합니다: ${status}, Idempotency-Replayed: ${replayed}. Notion의 행은 그대로 ${rows}개입니다.`,
  badLog: '틀린 본문에는 고칠 곳을 모두 알려 줍니다',
  weekly: '6. 한 주의 성과',
  monthly: '7. 한 달의 성과',
  sources: '근거',
  made: ({ logs, bullets, tokens: [asked, answered] }) =>
    `로그 ${logs}건에서 성과 ${bullets}건 · 토큰: 입력 ${asked}, 출력 ${answered}`,
  gate: '모델의 문장은 근거 로그에 있는 숫자, 이름, 날짜만 담았을 때 실립니다. 다음 문장은 실리지 않았습니다:',
  notInLogs: what => `${what}는 근거 로그에 없습니다`,
  inAuthorsWords: '대신 작성자의 글이 실렸습니다',
  notion: 'Notion에 기록된 것 (D1, W1, M1은 행의 번호이고, 관계 속성은 이 번호로 적었습니다)',
  search: '8. 검색, 잘 맞는 것부터',
  sought: '배포',
  events: '9. 팀의 이벤트를 Confluence에',
  eventsLead:
    '앞 단계가 도는 동안 팀의 도구가 Play 하나에서 일어난 일을 보냈습니다. 저장되면 바로 답이 오고, 페이지는 뒤따라 고쳐집니다.',
  sameEvent: ({ status, body }) =>
    `같은 이벤트를 한 번 더 보내면: ${status}, "status": "${body.status}". 다시 기록하지 않습니다.`,
  otherEvents: '이어서 보낸 것과, 기록할 곳',
  remarked: remark =>
    `그사이, 두레가 Live doc을 읽고 저장하기 직전에, 사람이 먼저 저장합니다: “${remark}”\n  Confluence는 두레의 저장을 거절하고(409), 두레는 다시 읽어 그 위에 씁니다.`,
  pages: '그래서 페이지에는 (링크 주소는 뺐습니다)',
  once: '두 번 보낸 시그널은 한 행, 한 항목입니다. 점수는 그 항목에 더해졌고, 사람이 쓴 메모도 그대로 있습니다',
  rollUp: '10. 매주 금요일 18시의 집계',
  rules:
    '평소에는 저절로 돕니다. 상태는 규칙이 정합니다: 판정이 no_go면 Red, 시그널과 검증이 있으면 Green, 활동이 있으면 Amber, 아니면 Red.',
  reconciled: ({ quarter, events, rows }) =>
    `Action Log도 대조했습니다. ${quarter}: 기록할 이벤트 ${events}건, 행 ${rows}개. 다르면 실패로 알립니다.`,
  tools: '11. AI 에이전트의 도구',
  offered: ({ all, pages }) => `MCP 도구는 모두 ${all}개이고, 그 가운데 ${pages}개로 페이지를 읽고 씁니다`,
  asksTable: '어느 Play가 Green인지 묻습니다',
  asksPage: 'Live doc의 한 절을 읽습니다. 페이지의 글이 에이전트에게 명령이 되지 않도록 표시해서 줍니다',
  tries: '할 일을 하나 더하기 전에, 무엇이 바뀔지 먼저 봅니다 (dry_run)',
  author: '김지은',
  worked: seconds => `녹화 속의 백업은 실패했고 보고서가 그렇게 알립니다. 데모 자체는 ${seconds}초 만에 잘 끝났습니다.`,
  goesOn: ({
    page,
    live,
    plays,
    slack,
    notion,
    docs,
    changes,
    events,
    logs,
  }) => `허브는 Ctrl-C까지 계속 돕니다. 브라우저로 볼 수 있습니다:
  배포 리스트  ${page}
  Live doc     ${live}
  Play DB      ${plays}
  Slack        ${slack}
  Notion       ${notion}
  API          ${docs}
다른 터미널에서 해 보세요. Jira의 날짜를 바꾸고, 계획을 보고, 실행합니다:
${changes.map(line => `  ${line}`).join('\n')}
이벤트를 하나 보내고, Play의 ToDo 페이지를 만들고, 에이전트에게 도구를 줍니다:
${events.map(line => `  ${line}`).join('\n')}
업무 로그를 보내고, 찾아보고, 다시 요약하고, 터미널에서도 한 건 쓰고, 이력서를 봅니다:
${logs.map(line => `  ${line}`).join('\n')}`,
}
