/** The wall clock of Seoul, reckoned without the hub's calendar. */

const local = (at: number) => new Date(at + 9 * 3_600_000).toISOString()

/** `2026-11-21 18:00` */
export const localMinute = (at: number) => local(at).slice(0, 16).replace('T', ' ')

export const localMonth = (at: number): [year: number, month: number] => [
  Number(local(at).slice(0, 4)),
  Number(local(at).slice(5, 7)),
]
