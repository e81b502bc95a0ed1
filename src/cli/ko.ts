import { type DemoWords, ko as demo } from './demo/ko.ts'
import { type UsageWords, ko as usage } from './usage/ko.ts'

/** What the command line says to people. Logs stay in English: they are searched for. */
export interface Words {
  tagline: string
  commands: Record<
    | 'start'
    | 'run'
    | 'plan'
    | 'tasks'
    | 'runs'
    | 'deliveries'
    | 'retry'
    | 'drop'
    | 'resolve'
    | 'backup'
    | 'restore'
    | 'doctor'
    | 'settings'
    | 'settingsSet'
    | 'settingsUnset'
    | 'import'
    | 'token'
    | 'tokenCreate'
    | 'tokenList'
    | 'tokenRemove'
    | 'mcp'
    | 'demo',
    string
  >
  options: Record<
    | 'config'
    | 'at'
    | 'json'
    | 'jsonOutcome'
    | 'input'
    | 'limit'
    | 'state'
    | 'task'
    | 'either'
    | 'delivery'
    | 'whole'
    | 'arrived'
    | 'result'
    | 'again'
    | 'dropIt'
    | 'to'
    | 'list'
    | 'file'
    | 'release'
    | 'send'
    | 'dropHeld'
    | 'setting'
    | 'settingOrMore'
    | 'value'
    | 'snapshot'
    | 'notified'
    | 'report'
    | 'period'
    | 'tokenName'
    | 'role'
    | 'once'
    | 'language',
    string
  >
  heads: Record<'tasks' | 'runs' | 'deliveries' | 'backups' | 'held' | 'doctor' | 'settings' | 'tokens', string[]>
  ranFor: (run: number, seconds: string) => string
  calledOff: string
  waitsFor: (delivery: number) => string
  /** `why`: what it had failed of. */
  supersededBy: (delivery: number, why: string) => string
  usage: UsageWords
  nothingOn: Record<'noFiles' | 'allOff', (folder: string) => string>
  tokenRemoved: (name: string) => string
  planned: (task: string, writes: number) => string
  /** Of a run that only starts others. */
  plannedOnward: (task: string) => string
  startsOnward: (event: string) => string
  alreadyDone: string
  noChange: string
  moreLines: (lines: number) => string
  nowIs: (id: string, state: string) => string
  backedUp: (facts: { bytes: number; runs: number; deliveries: number }) => string
  noBackups: (folder: string) => string
  keptAs: (path: string) => string
  restored: string
  nothingHeld: string
  held: (since: string, deliveries: number, snapshots: number, schedules: number) => string
  released: (sent: boolean) => string
  doctor: {
    automation: string
    connector: string
    data: string
    hub: string
    ledger: string
    free: (mebibytes: number) => string
    runs: (pid: number, since: string) => string
    runsNot: string
    notMade: string
    notSet: string
    answers: string
    setting: string
    /** Instead of the note of the line above. */
    same: string
    schema: (kind: string, version: number) => string
  }
  settings: {
    /** Where a value comes from, and what is said instead of none. */
    byDefault: string
    changed: (by: string, at: string) => string
    none: string
    isNow: (path: string, before: string, now: string) => string
    fromNextRun: string
    atStart: (path: string) => string
  }
  demo: DemoWords
}

export const ko: Words = {
  tagline: '일어난 일을 알아야 할 사람에게 한 번만 알립니다.',
  commands: {
    start: '허브(스케줄, 실행, 전달)를 SIGTERM이나 Ctrl-C까지 돌립니다',
    run: '작업을 지금 실행하고 끝까지 지켜봅니다',
    plan: '작업이 무엇을 쓸지 보여 줍니다. 읽기만 하고 쓰지 않습니다',
    tasks: '작업 목록, 시작 조건, 다음 실행 시각',
    runs: '실행 중이거나 실행된 것',
    deliveries: '전달할 것과 전달된 것',
    retry: '실패한 실행이나 전달을 차례의 맨 뒤에서 다시 시도합니다',
    drop: '실행이나 전달을 포기합니다. 장부에는 dropped로 남습니다',
    resolve: '도착 여부를 알 수 없는 전달을 매듭짓습니다',
    backup: '허브가 도는 중에도 장부를 복사하고, 검증하고, 목록 파일을 씁니다',
    restore: '검증된 백업으로 장부를 되돌립니다. 보류를 끝내기 전에는 아무것도 나가지 않습니다',
    doctor: '설정, 데이터 폴더, 장부, 모든 커넥터, 각 자동화의 옵션이 가리키는 것을 점검합니다',
    settings: '허브가 도는 중에 바꿀 수 있는 설정과 지금 값, 그 값의 출처',
    settingsSet: '설정을 다음 실행부터 바꿉니다. 되돌릴 때까지 dure.yaml보다 앞섭니다',
    settingsUnset: '바꾼 것을 되돌립니다. 다시 dure.yaml이나 기본값을 따릅니다',
    import: '이전 도구의 파일을 넘겨받아, 이미 알린 것을 다시 알리지 않게 합니다',
    token: 'API를 부를 수 있는 토큰',
    tokenCreate: '토큰을 만들어 한 번만 보여 줍니다. 장부에는 해시만 남습니다',
    tokenList: '토큰 목록',
    tokenRemove: '토큰을 없앱니다. 곧바로 거절됩니다',
    mcp: '에이전트(Claude, Cursor 등)에 도구를 stdin과 stdout으로 내줍니다(MCP)',
    demo: '녹화된 응답과 모의 서버로 백업 보고서, 주간 배포 리스트, 업무 로그 요약, Confluence에 기록되는 이벤트를 만들어 보입니다. 설정이 필요 없고 다른 기기를 건드리지 않습니다',
  },
  options: {
    config: 'dure.yaml 파일. .env도 그 옆에서 찾습니다',
    at: '기준 시각: 허브 시간대의 "2026-11-21 08:00" 또는 오프셋이 붙은 시각',
    json: 'JSON으로 출력합니다',
    jsonOutcome: '결과를 JSON으로 출력합니다',
    input: '입력 전체를 한 번에. 옵션이 그 위에 덧씌워집니다',
    limit: '몇 개까지, 최신순',
    state: '이 상태인 것만',
    task: '이 작업의 것만',
    either: 'd12(전달) 또는 r7(실행)',
    delivery: 'd12',
    whole: '하나를 통째로 보여 줍니다',
    arrived: '도착했습니다',
    result: '--arrived와 함께: 상대가 돌려준 답',
    again: '도착하지 않았습니다. 다시 보냅니다',
    dropIt: '보내지 않습니다',
    to: '기본값: 데이터 폴더의 backups',
    list: '만드는 대신 백업 목록을 보여 줍니다',
    file: '백업의 .db 파일',
    release: '보류된 것을 보여 줍니다. --send나 --drop과 함께 쓰면 끝냅니다',
    send: '--release와 함께: 보류된 것을 내보냅니다',
    dropHeld: '--release와 함께: 보류된 것을 버립니다',
    setting: 'deploy-report.reports.web.channel, people.김지은.slack 같은 경로',
    settingOrMore: '설정 하나, 또는 여럿을 담은 경로: people.김지은',
    value: "YAML: 30, true, '[a, b]' 또는 낱말",
    snapshot: '이전 도구의 스냅샷 JSON 파일',
    notified: '이전 도구의 알림 키 JSON 파일',
    report: '파일이 속한 리포트. 하나뿐이면 생략합니다',
    period: '파일이 속한 기간: 2026-W48 또는 2026-11. 기본값은 이번과 다음 기간',
    tokenName: '누구의 토큰인지',
    role: 'reader는 읽기, writer는 쓰기까지, admin은 허브까지',
    once: '스스로 끝납니다',
    language: 'ko 또는 en',
  },
  heads: {
    tasks: ['작업', '상태', '스케줄', '다음', '내용'],
    runs: ['실행', '작업', '상태', '원인', '시작', '초', '비고'],
    deliveries: ['전달', '쓰기', '레인', '상태', '시도', '생성', '실행', '키', '비고'],
    backups: ['만든 때', '바이트', '실행', '전달', '파일'],
    held: ['전달', '쓰기', '키'],
    doctor: ['상태', '대상', '비고'],
    settings: ['설정', '값', '출처'],
    tokens: ['이름', '역할', '만든 때'],
  },
  ranFor: (run, seconds) => `실행 r${run}, ${seconds}초 걸림`,
  calledOff: '그만두었습니다',
  usage,

  nothingOn: {
    noFiles: folder =>
      `${folder}에 dure.yaml도 .env도 없어 켜진 것이 없습니다. --config /etc/dure/dure.yaml처럼 파일을 알려 주십시오`,
    allOff: folder => `${folder}의 설정으로는 켜진 것이 없습니다. 이유는 'dure tasks'에 나옵니다`,
  },
  tokenRemoved: name => `${name} 토큰을 없앴습니다`,
  waitsFor: delivery => `d${delivery} 전달을 기다림`,
  supersededBy: (delivery, why) => `d${delivery} 전달이 새로 전함. 실패했던 이유: ${why}`,
  planned: (task, writes) => `${task}: 쓸 것 ${writes}건, 아무것도 쓰지 않았습니다`,
  plannedOnward: task => `${task}: 스스로 쓸 것은 없음, 아무것도 쓰지 않았습니다`,
  startsOnward: event => `→ ${event} 이벤트를 기다리는 작업을 시작함`,
  alreadyDone: '이미 전달됨',
  noChange: '바뀐 것 없음',
  moreLines: lines => `… ${lines}줄 더 있음`,
  nowIs: (id, state) => `${id}: 이제 ${state}`,
  backedUp: ({ bytes, runs, deliveries }) => `${bytes}바이트, 실행 ${runs}건, 전달 ${deliveries}건, 검증됨`,
  noBackups: folder => `${folder}에 백업이 없습니다`,
  keptAs: path => `있던 장부는 ${path}에 남겨 두었습니다`,
  restored: "되돌렸습니다. 'dure restore --release'를 보고 --send나 --drop을 고를 때까지 아무것도 나가지 않습니다",
  nothingHeld: '보류된 것이 없습니다',
  held: (since, deliveries, snapshots, schedules) =>
    `${since}부터 보류: 열린 전달 ${deliveries}건, 스냅샷 ${snapshots}개, 스케줄 ${schedules}개`,
  released: sent => (sent ? '보류를 끝냈습니다. 이제 나갑니다' : '보류를 끝냈습니다. 버렸습니다'),
  doctor: {
    automation: '자동화',
    connector: '커넥터',
    data: '데이터 폴더',
    hub: '허브',
    ledger: '장부',
    free: mebibytes => `${mebibytes} MiB 남음`,
    runs: (pid, since) => `${since}부터 프로세스 ${pid}로 도는 중`,
    runsNot: '돌고 있지 않음',
    notMade: '아직 없음. 처음 시작하거나 실행할 때 만들어집니다',
    notSet: '설정되지 않음',
    answers: '응답함',
    setting: '설정',
    same: '위와 같음',
    schema: (kind, version) => `${kind}, 스키마 ${version}`,
  },
  settings: {
    byDefault: '기본값',
    changed: (by, at) => `${by}, ${at}에 바꿈`,
    none: '–',
    isNow: (path, before, now) => `${path}: ${before} → ${now}`,
    fromNextRun: '다음 실행부터 적용됩니다',
    atStart: path => `${path}: 시작할 때만 읽습니다. dure.yaml에 쓰고 허브를 다시 시작하십시오`,
  },
  demo,
}
