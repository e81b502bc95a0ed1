import type { JsonFault } from './json.ts'
import type { Kind } from './kind.ts'

/** What a caller reads. English names of fields and headers stay as they are sent. */
export interface Words {
  language: 'ko' | 'en'
  titles: Record<Kind, string>
  details: {
    fields: (count: number) => string
    noToken: string
    wrongToken: string
    slowDown: (seconds: number) => string
    role: (needed: string, own: string) => string
    strangeHost: string
    strangeOrigin: string
    mcpHost: string
    mcpOrigin: string
    noRoute: string
    wrongMethod: (allowed: string) => string
    contentType: string
    encoding: string
    charset: string
    tooLarge: (limit: string) => string
    cutOff: string
    notUtf8: string
    byteOrderMark: string
    notObject: string
    badKey: string
    json: (fault: JsonFault, field: string) => string
    outside: string
    busy: string
    unavailable: string
    failed: string
  }
  faults: {
    more: (count: number) => string
    missing: (wanted: string) => string
    empty: string
    wrongType: (wanted: string, got: string) => string
    oneOf: (values: string) => string
    unknown: (known: string) => string
    meant: (near: string) => string
    misplaced: string
    differs: string
    nul: string
    tooShort: (least: string, unit: string) => string
    tooLong: (most: string, unit: string) => string
    tooSmall: (bound: string, inclusive: boolean) => string
    tooBig: (bound: string, inclusive: boolean) => string
    multipleOf: (divisor: string) => string
    format: (format: string) => string
    other: string
  }
  types: Record<string, string>
  /** Of lengths: characters, items. */
  units: Record<'string' | 'array' | 'object', string>
  api: {
    title: string
    description: string
    token: string
    key: string
    ok: string
    done: string
    hub: string
    health: string
    ready: string
    notReady: string
    metrics: string
    problem: string
  }
  docs: string
}

const formats: Record<string, string> = {
  date: 'YYYY-MM-DD 형식의 실제 날짜여야 합니다',
  datetime: 'ISO 8601 형식의 시각이어야 합니다',
  time: 'HH:MM:SS 형식의 시각이어야 합니다',
  url: 'https:// 등으로 시작하는 완전한 주소여야 합니다',
  email: '이메일 주소여야 합니다',
  uuid: 'UUID여야 합니다',
}

const json = (fault: JsonFault, field: string): string => {
  switch (fault.what) {
    case 'syntax':
      return `본문이 올바른 JSON이 아닙니다. ${fault.line}번째 줄 ${fault.column}번째 글자에서 읽기를 멈췄습니다.`
    case 'token':
      return `본문이 올바른 JSON이 아닙니다. ${fault.sign} 글자에서 읽기를 멈췄습니다.`
    case 'deep':
      return `본문이 너무 깊습니다. ${fault.limit}단계까지만 받습니다.`
    case 'crowded':
      return `본문에 값이 너무 많습니다. ${fault.limit}개까지만 받습니다.`
    case 'doubled':
      return `${field}: 같은 이름이 두 번 나옵니다. 하나만 남겨 주세요.`
    case 'forbidden':
      return `${field}: 쓸 수 없는 이름입니다.`
    case 'unkept':
      return `${at(field)}숫자가 너무 커서 그대로 보관할 수 없습니다. 문자열로 보내 주세요.`
    case 'surrogate':
      return `${at(field)}짝이 없는 서로게이트(\\ud800 등)가 있습니다. 잘린 이모지인지 확인해 주세요.`
    case 'nul':
      return `${at(field)}NUL 문자(\\u0000)는 쓸 수 없습니다.`
  }
}
const at = (field: string) => (field ? `${field}: ` : '')

export const ko: Words = {
  language: 'ko',
  titles: {
    invalid: '요청이 올바르지 않습니다',
    unauthorized: '인증이 필요합니다',
    forbidden: '허용되지 않은 요청입니다',
    not_found: '찾을 수 없습니다',
    method_not_allowed: '지원하지 않는 메서드입니다',
    conflict: '다른 요청과 충돌합니다',
    too_large: '본문이 너무 큽니다',
    rate_limited: '요청이 너무 잦습니다',
    failed: '서버에서 오류가 났습니다',
    unavailable: '지금은 처리할 수 없습니다',
  },
  details: {
    fields: count => `고칠 곳이 ${count}군데 있습니다. errors를 확인해 주세요.`,
    noToken: 'Authorization: Bearer <토큰> 헤더가 필요합니다.',
    wrongToken: '토큰이 올바르지 않습니다.',
    slowDown: seconds => `틀린 토큰이 너무 많이 왔습니다. ${seconds}초 뒤에 다시 시도해 주세요.`,
    role: (needed, own) => `${needed} 권한이 있는 토큰이 필요합니다. 이 토큰의 권한은 ${own}입니다.`,
    strangeHost: '토큰 없이는 localhost로만 부를 수 있습니다. Host 헤더를 확인하거나 API_AUTH_TOKEN을 설정해 주세요.',
    strangeOrigin: '토큰 없이는 다른 사이트의 페이지에서 부를 수 없습니다.',
    mcpHost: 'MCP 서버를 그 이름으로는 부를 수 없습니다. Host 헤더를 확인하거나 DURE_MCP_HOSTS에 그 이름을 더하세요.',
    mcpOrigin: '다른 사이트의 페이지에서는 MCP 서버를 부를 수 없습니다. DURE_MCP_HOSTS에 그 호스트를 더하세요.',
    noRoute: '이런 주소는 없습니다. 쓸 수 있는 주소는 /docs에 있습니다.',
    wrongMethod: allowed => `이 주소에는 ${allowed}만 쓸 수 있습니다.`,
    contentType: 'Content-Type 헤더가 application/json이어야 합니다.',
    encoding: '압축하지 않은 본문만 받습니다. Content-Encoding 헤더를 빼 주세요.',
    charset: '본문은 UTF-8이어야 합니다.',
    tooLarge: limit => `본문은 ${limit}까지 받습니다.`,
    cutOff: '본문이 도중에 끊겼습니다.',
    notUtf8: '본문이 올바른 UTF-8이 아닙니다.',
    byteOrderMark: '본문이 BOM(U+FEFF)으로 시작합니다. BOM 없는 UTF-8로 저장해 주세요.',
    notObject: '본문은 {"이름": 값} 꼴의 JSON 객체여야 합니다.',
    badKey: 'Idempotency-Key는 출력할 수 있는 ASCII 문자 1~255자여야 합니다.',
    json,
    outside: '연결된 외부 시스템이 허브의 인증을 거절했습니다. 관리자에게 요청 번호를 알려 주세요.',
    busy: '연결된 시스템이 요청을 더 받지 않습니다. 잠시 뒤에 다시 시도해 주세요.',
    unavailable: '필요한 시스템이 응답하지 않습니다. 잠시 뒤에 다시 시도해 주세요.',
    failed: '예상하지 못한 오류입니다. 관리자에게 요청 번호를 알려 주세요.',
  },
  faults: {
    more: count => `이 밖에도 ${count}군데를 더 고쳐야 합니다`,
    missing: wanted => `필수 항목입니다 (${wanted})`,
    empty: '비어 있으면 안 됩니다',
    wrongType: (wanted, got) => `타입이 다릅니다. 필요한 것은 ${wanted}, 받은 것은 ${got}입니다`,
    oneOf: values => `${values} 중 하나여야 합니다`,
    unknown: known => `모르는 항목입니다. 쓸 수 있는 항목: ${known}`,
    meant: near => `혹시 ${near}인가요?`,
    misplaced: '이 요청은 쿼리를 읽지 않습니다. 본문에 넣어 주세요',
    differs: '주소에 있는 값과 다릅니다',
    nul: 'NUL 문자는 쓸 수 없습니다',
    tooShort: (least, unit) => `${least}${unit} 이상이어야 합니다`,
    tooLong: (most, unit) => `${most}${unit} 이하여야 합니다`,
    tooSmall: (bound, inclusive) => (inclusive ? `${bound} 이상이어야 합니다` : `${bound}보다 커야 합니다`),
    tooBig: (bound, inclusive) => (inclusive ? `${bound} 이하여야 합니다` : `${bound}보다 작아야 합니다`),
    multipleOf: divisor => `${divisor}의 배수여야 합니다`,
    format: format => formats[format] ?? '형식이 올바르지 않습니다',
    other: '올바른 값이 아닙니다',
  },
  types: {
    string: '문자열',
    number: '숫자',
    int: '정수',
    fraction: '소수',
    boolean: '참/거짓(true, false)',
    array: '배열',
    object: '객체',
    record: '객체',
    null: 'null',
    undefined: '빈 값',
  },
  units: { string: '자', array: '개', object: '개' },
  api: {
    title: 'Dure API',
    description:
      '두레가 하는 일을 HTTP로 부릅니다. 오류는 RFC 9457 problem details로, Accept-Language의 언어(ko, en)로 답합니다.',
    token: 'API_AUTH_TOKEN의 값, 또는 `dure token create`로 만든 토큰',
    key: '같은 키로 다시 보내면 한 일을 또 하지 않고 처음의 답을 돌려줍니다. 같은 키에 다른 내용이면 409입니다.',
    ok: '처리했습니다',
    done: '처리했고, 돌려줄 내용이 없습니다',
    hub: '허브',
    health: '프로세스가 살아 있는지',
    ready: '일할 수 있는지',
    notReady: '일할 수 없으며, 이유가 troubles에 있습니다',
    metrics: 'Prometheus 지표',
    problem: 'RFC 9457 problem details',
  },
  docs: 'Dure API 문서',
}
