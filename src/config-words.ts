import type { Said } from './engine/settings.ts'

/** What is said of mistakes in the settings. A place is a file with a line and a path, or the name of a variable. */
interface Words {
  language: 'ko' | 'en'
  summary: (count: number) => string
  /** At a place: what is wrong there, by the words of a schema. */
  wrong: (place: string, what: string) => string
  unreadable: (file: string, code: string) => string
  notUtf8: (file: string) => string
  noYaml: (place: string, { code, message }: { code: string; message: string }) => string
  aliases: (file: string, message: string) => string
  noLines: (place: string) => string
  unknown: (place: string, near: string | undefined) => string
  quote: string
  blank: string
  noTask: (place: string, near: string | undefined) => string
  noCron: (place: string) => string
  claimed: (place: string, id: string, other: string) => string
  comment: (name: string, value: string) => string
  noOptions: (place: string) => string
  notSet: (owners: string[]) => string
  owner: (name: string, users: readonly string[]) => string
  theHub: string
  example: (description: string, example: string) => string
  unread: (names: string[], readers: string[]) => string
  reader: (name: string, reason: string) => string
  /** Why an automation is off. */
  off: Record<'needs' | 'needsOne', (names: string[]) => string> &
    Record<'noSection' | 'norSection', (name: string) => string>
}

const ko: Words = {
  language: 'ko',
  summary: count => `설정에 고칠 곳이 ${count}군데 있습니다:`,
  wrong: (place, what) => `${place}: ${what}`,
  unreadable: (file, code) => `${file}: ${unreadableKo[code] ?? `읽을 수 없습니다(${code})`}`,
  notUtf8: file => `${file}: UTF-8 글이 아닙니다. UTF-8로 다시 저장하십시오`,
  noYaml: (place, { code }) =>
    `${place}: 올바른 YAML이 아닙니다. ${yamlKo[code] ?? '이 줄과 바로 윗줄을 확인하십시오'}`,
  aliases: file => `${file}: 읽을 수 없습니다. &와 *로 가리키는 것이 너무 많거나 없습니다`,
  noLines: place => `${place}"timeZone: Asia/Seoul" 같은 줄로 써야 합니다`,
  unknown: (place, near) => `${place}: 모르는 항목입니다${meantKo(near)}`,
  quote: '글자여야 합니다. 따옴표로 묶으십시오',
  blank: '값이 비어 있습니다. 값을 쓰거나 이 줄을 지우십시오',
  noTask: (place, near) => `${place}: 그런 작업이 없습니다${meantKo(near)}`,
  noCron: place => `${place}: 이 작업에는 정해진 cron이 없습니다. cron: "0 9 * * 1-5"처럼 쓰십시오`,
  claimed: (place, id, other) => `${place}: ${other}에도 같은 값(${id})이 있습니다. 한 사람에게만 쓸 수 있습니다`,
  comment: (name, value) => `.env: ${name}: ${value} 부분이 주석으로 읽힙니다. ${name}="${value}"처럼 쓰십시오`,
  noOptions: place => `${place}: 이 자동화에는 옵션이 없습니다. 지우십시오`,
  notSet: owners => `설정되지 않았습니다. 필요한 곳: ${owners.join(', ')}`,
  owner: (name, users) => `${name}(${users.join(', ') || '장애 알림'})`,
  theHub: '허브',
  example: (_, example) => (example ? `. 예: ${example}` : ''),
  unread: (names, readers) =>
    `${names.join(', ')}: 값이 있지만 읽는 자동화가 모두 꺼져 있습니다: ${readers.join(', ')}. 빠진 것을 채우거나 이 값을 지우십시오`,
  reader: (name, reason) => `${name}(${reason})`,
  off: {
    needs: names => `설정되지 않음: ${names.join(', ')}`,
    needsOne: names => `하나도 설정되지 않음: ${names.join(', ')}`,
    noSection: name => `dure.yaml에 ${name} 항목이 없음`,
    norSection: name => `; dure.yaml에 ${name} 항목도 없음`,
  },
}

const meantKo = (near: string | undefined) => (near === undefined ? '' : `. 혹시 ${near}인가요?`)

const unreadableKo: Record<string, string> = {
  ENOENT: '그런 파일이 없습니다. --config에 쓴 경로를 확인하십시오',
  EISDIR: '폴더입니다. 파일 이름을 쓰십시오',
  EACCES: '읽을 권한이 없습니다. 파일의 소유자와 권한을 확인하십시오',
}

/** By the code of the parser. */
const yamlKo: Record<string, string> = {
  BAD_DQ_ESCAPE: '큰따옴표 안의 \\를 \\\\로 쓰거나 작은따옴표를 쓰십시오',
  BAD_INDENT: '들여쓰기가 맞지 않거나 닫는 괄호가 빠졌습니다',
  BAD_SCALAR_START: '이 글자로 시작하는 값은 따옴표로 묶으십시오',
  BLOCK_AS_IMPLICIT_KEY: '한 줄에 콜론이 둘입니다. 줄을 나누거나 값을 따옴표로 묶으십시오',
  DUPLICATE_KEY: '같은 이름이 두 번 나옵니다. 하나만 남기십시오',
  MISSING_CHAR: '콜론, 쉼표, 괄호, 따옴표 가운데 빠진 것이 있습니다',
  MULTILINE_IMPLICIT_KEY: '콜론이나 닫는 따옴표가 빠졌습니다',
  MULTIPLE_DOCS: '---로 나눈 문서는 하나만 쓸 수 있습니다',
  TAB_AS_INDENT: '들여쓰기는 탭이 아닌 빈칸으로 하십시오',
}

const en: Words = {
  language: 'en',
  summary: count => `${count === 1 ? 'one mistake' : `${count} mistakes`} in the settings:`,
  wrong: (place, what) => `${place} ${what}`,
  unreadable: (file, code) => `${file}: ${unreadableEn[code] ?? `cannot be read (${code})`}`,
  notUtf8: file => `${file} is not written in UTF-8; save it anew in UTF-8`,
  noYaml: (place, { message }) => `${place}: no valid YAML: ${message.split('\n')[0]}`,
  aliases: (file, message) => `${file}: cannot be read: ${message}`,
  noLines: place => `${place}must hold lines such as "timeZone: Asia/Seoul"`,
  unknown: (place, near) => `${place} is not known${meantEn(near)}`,
  quote: 'must be text; put it in quotation marks',
  blank: 'is empty; write a value, or remove the line',
  noTask: (place, near) => `${place} is no task${meantEn(near)}`,
  noCron: place => `${place} has no cron of its own; write one, such as cron: "0 9 * * 1-5"`,
  claimed: (place, id, other) => `${place} is ${id}, and so is ${other}; it can be one person's only`,
  comment: (name, value) => `.env: ${name}=${value} is read as a comment; write ${name}="${value}"`,
  noOptions: place => `${place} has no options; remove the section`,
  notSet: owners => `is not set; ${owners.join(' and ')} ${owners.length > 1 ? 'need' : 'needs'} it`,
  owner: (name, users) => `${name} (for ${users.join(', ') || 'alerts'})`,
  theHub: 'the hub',
  example: (description, example) => `${description && ` – ${description}`}${example && `, e.g. ${example}`}`,
  unread: (names, readers) => {
    const [are, them] = names.length > 1 ? ['are', 'them'] : ['is', 'it']
    return `${names.join(', ')} ${are} set, but nothing that reads ${them} is on: ${readers.join(', ')}`
  },
  reader: (name, reason) => `${name} (${reason})`,
  off: {
    needs: names => `not set: ${names.join(', ')}`,
    needsOne: names => `none is set of ${names.join(', ')}`,
    noSection: name => `no section ${name} in dure.yaml`,
    norSection: name => `, and no section ${name} in dure.yaml`,
  },
}

const meantEn = (near: string | undefined) => (near === undefined ? '' : `; did you mean ${near}?`)

const unreadableEn: Record<string, string> = {
  ENOENT: 'there is no such file; check the path after --config',
  EISDIR: 'is a folder; name a file',
  EACCES: 'may not be read by this user; check its owner and its rights',
}

/** The same in both languages. */
export const said = (say: (words: Words) => string): Said => ({ ko: say(ko), en: say(en) })
