/** What is said of a command line that was typed wrongly, and what every help says. A place is a flag or an operand, as it is typed. */
export interface UsageWords {
  help: {
    /** By commander's own: `Options:`. */
    titles: Record<string, string>
    choices: string
    byDefault: string
    help: string
    version: string
    command: string
  }
  /** An error of commander, which speaks English. */
  drawn: (message: string) => string
  misfit: string
  noneOf: (place: string, given: string, choices: string, near: string | undefined) => string
  noNumber: (place: string, given: string) => string
  noObject: (given: string) => string
  noJson: (place: string, given: string) => string
  noId: (given: string) => string
  noRow: (kind: 'run' | 'delivery', id: string) => string
  noMoment: (given: string) => string
  isOff: (automation: string, reason: string) => string
  oneVerdict: string
  whichFiles: string
  whichBackup: (folder: string) => string
  sendOrDrop: string
  noSqlite: string
  settings: {
    noPath: (path: string) => string
    noSection: (name: string, near: string | undefined, known: string) => string
    noneIn: (automation: string) => string
    several: (at: string, known: string) => string
    alike: (at: string, name: string) => string
    noParts: (at: string) => string
    noStep: (at: string, step: string, near: string | undefined, known: string) => string
    /** `changed`: what is; empty where nothing is. */
    unchanged: (path: string, near: string | undefined, changed: string) => string
    gone: string
    misfit: (path: string, by: string, at: string, reason: string) => string
    homeless: string
  }
  jsonFile: {
    refused: (flag: string, file: string, what: string) => string
    notThere: (path: string) => string
    noFile: string
    tooBig: (bytes: number, most: number) => string
    unreadable: (why: string) => string
    notUtf8: string
    noJson: (fault: string) => string
    /** `expected`: a token of JSON by its English name. `found`: undefined at the end. */
    fault: (line: number, column: number, expected: string, found: string | undefined) => string
  }
}

const meant = (near: string | undefined) => (near === undefined ? '' : `. 혹시 ${near}인가요?`)

/** The pattern of each error of commander that a command here can come to, and what is said instead. */
const drawn: [RegExp, (...parts: string[]) => string][] = [
  [/^error: unknown command '(.*)'$/s, name => `그런 명령이 없습니다: ${name}`],
  [/^error: unknown option '(.*)'$/s, flag => `그런 옵션이 없습니다: ${flag}`],
  [/^error: missing required argument '(.*)'$/, name => `<${name}> 인자가 빠졌습니다`],
  [/^error: option '(.*)' argument missing$/, flags => `${flags}: 값이 빠졌습니다`],
  [
    /^error: too many arguments for '(.*)'\. Expected (\d+) arguments? but got \d+: (.*)\.$/s,
    (name, expected, given) =>
      `인자가 너무 많습니다: ${given}. ${name} 명령은 ${expected === '0' ? '인자를 받지 않습니다' : `인자를 ${expected}개까지 받습니다`}`,
  ],
]

export const ko: UsageWords = {
  help: {
    titles: { 'Usage:': '사용법:', 'Arguments:': '인자:', 'Options:': '옵션:', 'Commands:': '명령:' },
    choices: '선택',
    byDefault: '기본값',
    help: '도움말을 보여 줍니다',
    version: '버전을 보여 줍니다',
    command: '명령의 도움말을 보여 줍니다',
  },
  drawn: message => {
    const [, whole = message, near] = /^(.*?)(?:\n\(Did you mean (?:one of )?(.*)\?\))?$/s.exec(message) ?? []
    for (const [pattern, say] of drawn) {
      const [, ...parts] = pattern.exec(whole) ?? []
      if (pattern.test(whole)) return `${say(...parts)}${meant(near)}`
    }
    return message
  },
  misfit: '입력이 맞지 않습니다:',
  noneOf: (place, given, choices, near) =>
    `${place}: ${given} 값은 쓸 수 없습니다. ${choices} 중 하나여야 합니다${near === undefined ? '' : `; 혹시 ${near}인가요?`}`,
  noNumber: (place, given) => `${place}: 숫자여야 하는데 ${given} 값을 받았습니다`,
  noObject: given => `--input은 '{"mode":"test"}' 같은 JSON 객체여야 하는데 ${given} 값을 받았습니다`,
  noJson: (place, given) => `${place}: JSON이어야 하는데 ${given} 값을 받았습니다`,
  noId: given => `${given}: ID가 아닙니다. ID는 d12(전달)나 r7(실행)처럼 씁니다`,
  noRow: (kind, id) => `${id}: 그런 ${kind === 'run' ? '실행' : '전달'}이 없습니다`,
  noMoment: given =>
    `--at: ${given} 값은 시각이 아닙니다. "2026-11-21 08:00"이나 2026-11-21T08:00:00+09:00처럼 쓰십시오`,
  isOff: (automation, reason) => `${automation}: 꺼져 있습니다. ${reason}`,
  oneVerdict: '--arrived, --again, --drop 중 하나만 쓰십시오',
  whichFiles: '어느 파일입니까? --snapshot <file>이나 --notified <file>을 쓰십시오. 둘 다 써도 됩니다',
  whichBackup: folder => `어느 백업입니까? ${folder}에 있는 것은 'dure backup --list'에 나옵니다`,
  sendOrDrop: '--send와 --drop 중 하나만 쓰십시오',
  noSqlite: 'DATABASE_URL이 설정되어 있습니다. 그 장부는 pg_dump로 백업하고 pg_restore로 되돌리십시오',
  settings: {
    noPath: path => `${path}: 경로가 아닙니다. backup-report.startHour처럼 쓰십시오`,
    noSection: (name, near, known) => `${name}: 그런 항목이 없습니다${meant(near)} (${known})`,
    noneIn: automation => `${automation}: 바꿀 수 있는 설정이 없습니다`,
    several: (at, known) => `${at}: 설정이 여럿입니다. 어느 것인지 쓰십시오 (${known})`,
    alike: (at, name) => `${at}: 이름이 ${name}인 것이 여럿입니다. dure.yaml에서 이름을 서로 다르게 하십시오`,
    noParts: at => `${at}: 그 안에 다른 설정이 없습니다`,
    noStep: (at, step, near, known) => `${at}: 바꿀 수 있는 것 가운데 ${step} 항목이 없습니다${meant(near)} (${known})`,
    unchanged: (path, near, changed) =>
      `${path}: 운영 중에 바꾼 적이 없습니다${changed === '' ? '. 바꾼 것이 하나도 없습니다' : `${meant(near)} (${changed})`}`,
    gone: '그런 설정이 이제 없습니다',
    misfit: (path, by, at, reason) =>
      `${path}: ${by} 계정으로 ${at}에 바꾼 값이 맞지 않습니다. ${reason}. 'dure settings unset ${path}'로 되돌립니다`,
    homeless: '자동화가 꺼져 있거나 이제 없습니다',
  },
  jsonFile: {
    refused: (flag, file, what) => `${flag}: ${file}: ${what}`,
    notThere: path => `파일이 없습니다. 찾은 곳: ${path}`,
    noFile: '파일이 아닙니다. JSON 파일 자체를 쓰십시오',
    tooBig: (bytes, most) => `너무 큽니다(${bytes}바이트, 최대 ${most}). 지나간 주는 빼십시오`,
    unreadable: why => `읽을 수 없습니다(${why})`,
    notUtf8: 'UTF-8 글이 아닙니다. UTF-8로 다시 저장하십시오',
    noJson: fault => `JSON이 아닙니다. ${fault}`,
    fault: (line, column, expected, found) =>
      `${line}번째 줄 ${column}번째 글자: ${tokens[expected] ?? expected} 자리에 ${found ?? '글의 끝'} 있음`,
  },
}

const tokens: Record<string, string> = {
  'a value': '값',
  'a value or ]': '값이나 ]',
  'a name in quotes': '큰따옴표로 묶은 이름',
  'a name in quotes or }': '큰따옴표로 묶은 이름이나 }',
  ', or }': ',나 }',
  ', or ]': ',나 ]',
  'the end': '글의 끝',
}
