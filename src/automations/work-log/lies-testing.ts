import type { Bullet } from './extract.ts'
import { factsIn } from './facts.ts'
import type { Draft } from './gates.ts'
import { lineOf } from './lines.ts'
import type { WorkLog } from './log.ts'

export type LieKind =
  | 'number'
  | 'unit'
  | 'invented number'
  | 'number in words'
  | 'borrowed number'
  | 'direction'
  | 'technology'
  | 'ticket'
  | 'version'
  | 'date'
  | 'source'

export interface Lie {
  kind: LieKind
  draft: Draft
}

/** Bullets that are true but for one thing, told as a model would tell them: every kind of lie that fits each log. */
export function liesAbout(bullets: readonly Bullet[], logs: readonly WorkLog[]): Lie[] {
  return bullets.flatMap((bullet, index) => {
    const { text, sources } = bullet
    const own = logs.filter(({ id }) => sources.includes(id))
    const lie = (kind: LieKind, wrong: string | undefined, from: readonly string[] = sources): Lie[] =>
      wrong === undefined ? [] : [{ kind, draft: { text: wrong, sources: from } }]
    return [
      ...lie('number', changedNumber(text)),
      ...lie('unit', changedUnit(text)),
      ...lie('invented number', `${text} 매출이 730% 늘었습니다.`),
      ...lie('number in words', `${text} 처리량이 아홉 배가 됐습니다.`),
      ...lie('borrowed number', borrowed(text, own, logs)),
      ...lie('direction', reversed(text)),
      ...lie('technology', `${text} Elixir로 구현했습니다.`),
      ...lie('ticket', `${text} ZZZ-${9000 + index}를 닫았습니다.`),
      ...lie('version', `${text} v9.8.${index}에 실렸습니다.`),
      ...lie('date', `${text} 2019년 3월에 시작했습니다.`),
      ...lie('source', text, [...sources, `log-${900 + index}`]),
    ]
  })
}

const plainNumber = /(?<![\w.,/-])(\d[\d,]*(?:\.\d+)?)(?=\s?(?:ms|초|분|건|명|개|%|번|대|s\b|min\b|만|원))/

/** The first number with a unit, far enough off to be no rounding. */
const changedNumber = (text: string) =>
  plainNumber.test(text)
    ? text.replace(plainNumber, found => String(Number(found.replaceAll(',', '')) * 7 + 3))
    : undefined

const otherUnits: [RegExp, string][] = [
  [/(?<![\d.,])([1-9][\d.,]*) ?ms/, '$1초'],
  [/(?<![\d.,])([1-9][\d.,]*)초/, '$1분'],
  [/(?<![\d.,])([1-9][\d.,]*)%(?!p)/, '$1%p'],
  [/(?<![\d.,])([1-9][\d.,]*)건/, '$1명'],
  [/(?<![\d.,])([1-9][\d.,]*)만 원/, '$1억 원'],
  [/(?<![\d.,])([1-9][\d.,]*) min\b/, '$1 h'],
]

function changedUnit(text: string): string | undefined {
  const fitting = otherUnits.find(([pattern]) => pattern.test(text))
  return fitting && text.replaceAll(new RegExp(fitting[0], 'g'), fitting[1])
}

/** A number that is true of another log. */
function borrowed(text: string, own: readonly WorkLog[], logs: readonly WorkLog[]): string | undefined {
  const said = own.map(log => JSON.stringify(log)).join(' ')
  const other = logs
    .filter(log => !own.includes(log))
    .flatMap(({ star }) => factsIn(lineOf(star.result)).quantities)
    .find(({ text, value, dimension }) => dimension === '%' && value % 10 !== 0 && !said.includes(text))
  return other && `${text} 성공률은 ${other.text}입니다.`
}

const arrow = /(\d[\d.,]*(?:만|천)?\s?[^\s→,]{0,3}) → (\d[\d.,]*(?:만|천)?\s?[^\s,\])→]{0,3})/

const reversed = (text: string) => {
  const [whole, from, to] = arrow.exec(text) ?? []
  return whole === undefined
    ? undefined
    : text.replaceAll(whole, `${to} → ${from}`).replaceAll(/(\S+)에서 (\S+?)로/g, '')
}
