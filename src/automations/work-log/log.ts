/** The kinds of work the Notion database offers; the customer's words, so they are the same in both languages. */
export const categories = ['신규기능', '성능개선', '버그픽스', '리팩토링', '문서화', '기타'] as const
export type Category = (typeof categories)[number]

/** From weightiest to lightest: the order in which a summary prefers them. */
export const impactLevels = ['High', 'Medium', 'Low'] as const
export type ImpactLevel = (typeof impactLevels)[number]

/** The four sections of a log's context, trimmed, without their headings; Markdown as its author wrote it. */
export interface Star {
  situation: string
  task: string
  action: string
  result: string
}

/** One day's work as it is stored: already checked, times in ISO 8601 (UTC), the date a calendar day of the hub's zone. */
export interface WorkLog {
  id: string
  title: string
  star: Star
  category: Category
  impactLevel: ImpactLevel
  techStack: string[]
  /** YYYY-MM-DD */
  loggedDate: string
  status: string
  metrics?: string
  ticketUrl?: string
  createdAt: string
  updatedAt: string
}
