/** One thing measured several times. The median counts. */
export interface Figure {
  name: string
  /** Empty for what is counted. */
  unit: 's' | 'ms' | 'MB' | '/s' | '×' | ''
  values: number[]
  aim?: { atMost: number } | { atLeast: number }
  /** What the figure is made of, or compares with. */
  note?: string
}

/** What every bench gets to know. */
export interface Plan {
  /** A folder of its own, removed afterwards. */
  folder: string
  quick: boolean
  /** Where CPU profiles of the measured processes go. */
  profiles: string | undefined
  /** Tells a person what is being done. */
  say: (text: string) => void
}

export type Bench = (plan: Plan) => Promise<Figure[]>

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** The value below which `share` of all lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Undefined where nothing is aimed at. */
export function isMet({ values, aim }: Figure): boolean | undefined {
  if (!aim) return undefined
  return 'atMost' in aim ? median(values) <= aim.atMost : median(values) >= aim.atLeast
}

/** The figures of one bench as a table. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(figure => [
    figure.name,
    shown(median(figure.values), figure.unit),
    aimOf(figure),
    verdictOf(figure),
    spreadOf(figure),
    figure.note ?? '',
  ])
  const head = ['', 'median', 'aim', '', 'of all', '']
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map(row => row[column]!.length)))
  return [head, ...rows]
    .map(row => `  ${row.map((cell, column) => padded(cell, widths[column]!, column)).join('  ')}`.trimEnd())
    .join('\n')
}

const padded = (cell: string, width: number, column: number) =>
  column === 1 || column === 2 ? cell.padStart(width) : cell.padEnd(width)

const digits: Record<Figure['unit'], number> = { s: 2, ms: 1, MB: 0, '/s': 0, '×': 2, '': 0 }

function shown(value: number, unit: Figure['unit']): string {
  const text = value.toFixed(digits[unit]).replace(/\B(?=(?:\d{3})+$)/, unit === '/s' ? ' ' : '')
  return unit === '/s' || unit === '×' || unit === '' ? `${text}${unit}` : `${text} ${unit}`
}

function aimOf({ aim, unit }: Figure): string {
  if (!aim) return ''
  return 'atMost' in aim ? `≤ ${shown(aim.atMost, unit)}` : `≥ ${shown(aim.atLeast, unit)}`
}

function verdictOf(figure: Figure): string {
  const met = isMet(figure)
  return met === undefined ? '' : met ? 'met' : 'NOT met'
}

function spreadOf({ values, unit }: Figure): string {
  if (values.length === 1) return 'one run'
  return `${shown(Math.min(...values), unit)} … ${shown(Math.max(...values), unit)}`
}
