import type { Migration } from '../../engine/store/migrations.ts'
import { type SearchTables, searchStatements } from './search.ts'

/** A log and what Notion knows of it. Lists are JSON, times ISO 8601 in UTC. */
export interface LogRow {
  id: string
  fingerprint: string
  title: string
  star: string
  category: string
  impact_level: string
  tech_stack: string
  logged_date: string
  status: string
  metrics: string | null
  ticket_url: string | null
  created_at: string
  updated_at: string
  /** Counts the edits, from 1. */
  version: number
  /** 0 as long as the search index lacks it. */
  indexed: number
  /** `bodyMark` of each text that the log had before and after an edit, so that people's edits in Notion are told from ours. */
  marks: string
  page_id: string | null
  page_url: string | null
}

/** A week's, a month's or some days' summary; one row for each period. */
export interface SummaryRow {
  /** Of the period: `2026-W47`, `2026-11`. */
  name: string
  kind: 'week' | 'month' | 'days'
  date_from: string
  /** The first day after it. */
  date_to: string
  headline: string
  bullets: string
  how: 'llm' | 'extractive'
  logs: number
  model: string | null
  input_tokens: number
  output_tokens: number
  prompt_hash: string | null
  /** JSON of a `Cost`; null where no price is known. */
  cost: string | null
  /** Why a model that was asked had no part in it. */
  failure: string | null
  /** Of the logs that it was made of, with their versions. */
  source_hash: string
  /** Counts the wordings, from 1. */
  version: number
  updated_at: string
  marks: string
  /** The text that Notion's property was given last; what differs there was edited by people. */
  told: string | null
  page_id: string | null
  page_url: string | null
}

/** The tables of this automation. */
export interface Tables extends SearchTables {
  worklog_log: LogRow
  /** Each technology of a log, as it is looked for. */
  worklog_tech: { name: string; log_id: string }
  worklog_summary: SummaryRow
  /** What logs were made of, so that it is not offered again. */
  worklog_origin: { origin: string; log_id: string }
}

export const tables: Migration[] = [
  {
    version: 1,
    statements: [
      `create table worklog_log (
        id text primary key, fingerprint text not null, title text not null, star text not null,
        category text not null, impact_level text not null, tech_stack text not null, logged_date text not null,
        status text not null, metrics text, ticket_url text, created_at text not null, updated_at text not null,
        version INT not null, indexed INT not null, marks text not null, page_id text, page_url text)`,
      `create index worklog_log_unindexed on worklog_log (logged_date, id) where indexed = 0`,
      `create unique index worklog_log_fingerprint on worklog_log (fingerprint)`,
      `create index worklog_log_date on worklog_log (logged_date, id)`,
      `create table worklog_tech (name text not null, log_id text not null, primary key (name, log_id))`,
      `create index worklog_tech_log on worklog_tech (log_id)`,
      ...searchStatements,
      `create table worklog_summary (
        name text primary key, kind text not null, date_from text not null, date_to text not null,
        headline text not null, bullets text not null, how text not null, logs INT not null, model text,
        input_tokens INT not null, output_tokens INT not null, prompt_hash text, failure text,
        source_hash text not null, version INT not null, updated_at text not null, marks text not null,
        told text, page_id text, page_url text)`,
      `create index worklog_summary_from on worklog_summary (date_from)`,
    ],
  },
  {
    version: 2,
    statements: [
      `create table worklog_origin (origin text primary key, log_id text not null)`,
      `create index worklog_origin_log on worklog_origin (log_id)`,
      `alter table worklog_summary add column cost text`,
    ],
  },
]
