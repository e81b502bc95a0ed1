import type { Language } from '../words.ts'
import type { FarSides } from './far-sides.ts'

type Fakes = Pick<FarSides, 'jira' | 'confluence' | 'slack'>

/** The week that the demo reports: the one after its moment. */
export const week = '2026-W48'

/** The field of the sample Jira that names who approves. */
export const approversField = { ko: '승인자', en: 'Approvers' }

const approvers = 'customfield_10010'
const [kim, lee, choi] = ['712020:kim', '712020:lee', '712020:choi'] as const

/** A team's week: issues that are to be deployed, their deploy tickets, and people of whom Slack does not know all. */
export function fill({ jira, confluence, slack }: Fakes, language: Language) {
  const t = (ko: string, en: string) => ({ ko, en })[language]
  const names = { [kim]: t('김지은', 'Kim Jieun'), [lee]: t('이서준', 'Lee Seojun'), [choi]: t('최민준', 'Choi Minjun') }
  for (const [id, name] of Object.entries(names)) jira.users.set(id, { id, name, email: `${id.slice(7)}@example.com` })
  for (const [id, letters] of [[kim, 'KIM'], [lee, 'LEE']] as const) // choi is not in Slack
    slack.users.push({ id: `U0${letters}00001`, name: names[id], email: `${id.slice(7)}@example.com`, deleted: false })
