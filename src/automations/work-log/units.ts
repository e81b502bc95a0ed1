/** What a number counts or measures. Only quantities of one dimension are compared, in its base unit. */
export interface Unit {
  dimension: string
  /** One of it in the base unit of its dimension. */
  factor: number
}

/** No unit, or a noun that nobody listed: "10 tests". */
export const bare: Unit = { dimension: '', factor: 1 }

const words: Record<string, [factor: number, names: string][]> = {
  '%': [[1, '% 퍼센트 프로 percent pct']],
  '%p': [[1, '%p %pp %포인트 퍼센트포인트 pp percentage-point percentage-points']],
  second: [
    [1e-9, 'ns 나노초'],
    [1e-6, 'us μs 마이크로초'],
    [1e-3, 'ms msec msecs millisecond milliseconds 밀리초'],
    [1, 's sec secs second seconds 초'],
    [60, 'min mins minute minutes 분'],
    [3600, 'h hr hrs hour hours 시간'],
    [86_400, 'd day days 일'],
    [604_800, 'wk week weeks 주 주일'],
  ],
  month: [
    [1, 'month months mo 개월 달'],
    [12, 'year years yr yrs 년'],
  ],
  byte: [
    [1, 'B byte bytes 바이트'],
    [1e3, 'KB kB'],
    [1e6, 'MB 메가바이트'],
    [1e9, 'GB 기가바이트'],
    [1e12, 'TB 테라바이트'],
    [1e15, 'PB'],
    [1024, 'KiB'],
    [1024 ** 2, 'MiB'],
    [1024 ** 3, 'GiB'],
    [1024 ** 4, 'TiB'],
  ],
  'bit/s': [
    [1e3, 'kbps Kbps'],
    [1e6, 'Mbps'],
    [1e9, 'Gbps'],
  ],
  rps: [[1, 'rps RPS req/s reqs/s requests/s']],
  tps: [[1, 'tps TPS']],
  qps: [[1, 'qps QPS']],
  rpm: [[1, 'rpm RPM']],
  fps: [[1, 'fps FPS']],
  times: [[1, '배 x X × 배수 -fold fold']],
  core: [[1, 'vCPU vCPUs core cores 코어']],
  KRW: [[1, '원 ₩ KRW won']],
  USD: [[1, '달러 $ USD dollar dollars']],
  EUR: [[1, '유로 € EUR euro euros']],
  JPY: [[1, '엔 ¥ JPY yen']],
  GBP: [[1, '파운드 £ GBP']],
  'count of things': [[1, '건 개 가지 종 종류 항목 개소 곳']],
  'count of occasions': [[1, '회 번 차례']],
  'count of people': [[1, '명 인 people persons person']],
  'count of machines': [[1, '대']],
  'count of lines': [[1, '줄 행 라인 line lines row rows']],
  'count of pages': [[1, '쪽 페이지 장 page pages']],
  'count of teams': [[1, '팀 개팀 team teams']],
  rank: [[1, '위']],
  ordinal: [[1, '번째 차 호 기 단계 주차 회차 st nd rd th']],
  point: [[1, '점 포인트 points point pt pts']],
}

const table = new Map<string, Unit>(
  Object.entries(words).flatMap(([dimension, scale]) =>
    scale.flatMap(([factor, names]) => names.split(' ').map(name => [name, { dimension, factor }] as const)),
  ),
)

export const isCount = ({ dimension }: Pick<Unit, 'dimension'>) => dimension.startsWith('count of ')

/** Signs that stand before the number they belong to. */
export const currencyOf = (sign: string) => (/^[$₩€£¥]$/.test(sign) ? table.get(sign) : undefined)

const hangulNames = [...table.keys()].filter(name => /^[가-힣]/.test(name)).sort((a, b) => b.length - a.length)

/** What may follow a one-syllable unit that stands apart: without it "3 배포" would be a triple. */
const particle =
  /^(?:$|[^가-힣]|[이가은는을를의에로와과도만씩당간정쯤]|까지|부터|으로|가량|정도|이상|이하|미만|초과|중|내)/

/** The unit that stands at a place of a text in NFKC, and where it ends; `bare` where none does. */
export function unitAt(text: string, at: number): { unit: Unit; end: number } {
  const gap = /^ ?/.exec(text.slice(at))![0].length
  const rest = text.slice(at + gap, at + gap + 24)
  const found = percentAt(rest) ?? latinAt(rest) ?? hangulAt(rest, gap > 0)
  return found ? { unit: table.get(found.name)!, end: at + gap + found.length } : { unit: bare, end: at }
}

type Found = { name: string; length: number } | undefined

function percentAt(rest: string): Found {
  const [whole, points] = /^%( ?포인트|pp?(?![A-Za-z]))?/.exec(rest) ?? []
  if (whole !== undefined) return { name: points ? '%p' : '%', length: whole.length }
  const words = /^(?:percentage points?|퍼센트 ?포인트)/.exec(rest)?.[0]
  return words === undefined ? undefined : { name: '%p', length: words.length }
}

function latinAt(rest: string): Found {
  const comparison = /^times (?=faster|more|as |the |higher|lower|less|fewer|larger|smaller|slower)/.exec(rest)
  if (comparison) return { name: 'x', length: 5 }
  if (/^times(?![A-Za-z])/.test(rest)) return { name: '회', length: 5 }
  const [name] = /^(?:-fold|reqs?\/s|requests\/s|[A-Za-zμ]+|[×])(?![A-Za-z0-9_])/.exec(rest) ?? []
  return name !== undefined && table.has(name) ? { name, length: name.length } : undefined
}

function hangulAt(rest: string, apart: boolean): Found {
  const name = hangulNames.find(candidate => rest.startsWith(candidate))
  if (name === undefined) return undefined
  const isLoose = apart && name.length === 1 && !particle.test(rest.slice(name.length))
  return isLoose ? undefined : { name, length: name.length }
}
