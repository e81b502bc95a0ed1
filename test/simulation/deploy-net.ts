import type { Office } from './deploy-office.ts'
import { type Net, newNet } from './net.ts'

export const systems = ['jira', 'confluence', 'slack'] as const
export type System = (typeof systems)[number]

type Parts = Omit<Parameters<typeof newNet<System>>[0], 'sites' | 'read'> & { office: Office }

/** The way between the hub's processes and Jira, Confluence and Slack. */
export function newOfficeNet({ office, ...parts }: Parts): Net<System> {
  const { jira, confluence, slack } = office
  return newNet({ ...parts, sites: { jira, confluence, slack }, read })
}

function read({ hostname, pathname: path }: URL, { body }: RequestInit): { system: System; text?: string } {
  const system = hostname.includes('slack') ? 'slack' : /^\/(wiki|confluence)\b/.test(path) ? 'confluence' : 'jira'
  return { system, text: system === 'slack' && typeof body === 'string' ? textIn(body) : undefined }
}

/** A webhook takes JSON, the Web API a form. */
const textIn = (body: string): string | undefined =>
  (body.startsWith('{') ? JSON.parse(body).text : new URLSearchParams(body).get('text')) ?? undefined
