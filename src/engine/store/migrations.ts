/** Numbered, never edited once released; each is a list of statements in a dialect-neutral form. */
export interface Migration {
  version: number
  statements: string[]
}

/** ID, INT and DESC-free partial indexes: what the two dialects spell differently is replaced by `spell`. */
export const migrations: Migration[] = [
  {
    version: 1,
    statements: [
      `create table fact (name text primary key, value text not null)`,
      `create table process (
        id text primary key, host text not null, pid INT not null, beat INT not null,
        dead INT not null default 0, started_at INT not null)`,
      `create table run (
        id ID, automation text not null, task text not null, key text not null, cause text not null,
        input text not null, at INT, lane text, state text not null, attempt INT not null default 0,
        max_attempts INT not null, crashes INT not null default 0, due_at INT not null,
        fence INT not null default 0, holder text, waits_for INT, created_at INT not null,
        started_at INT, ended_at INT, outcome text, error text,
        unique (automation, task, key))`,
      `create index run_ready on run (due_at, id) where state = 'ready'`,
      `create index run_lane on run (lane, id) where state in ('ready', 'running', 'parked')`,
      `create index run_held on run (holder) where state = 'running'`,
      `create index run_waits on run (waits_for) where state = 'parked'`,
      `create index run_ended on run (ended_at) where ended_at is not null`,
      `create table delivery (
        id ID, connector text not null, write text not null, key text not null, lane text not null,
        priority INT not null, state text not null, place INT, tried INT not null default 0,
        attempt INT not null default 0, doubt INT not null default 0, repeats INT not null default 0,
        payload text, payload_hash text not null, stale INT not null default 0, result text, error text,
        due_at INT not null, give_up_at INT not null, fence INT not null default 0, holder text, run_id INT,
        created_at INT not null, started_at INT, ended_at INT,
        unique (connector, write, key))`,
      `create index delivery_head on delivery
        (connector, lane, tried desc, priority desc, coalesce(place, id), due_at, id) where state = 'ready'`,
      `create index delivery_held on delivery (holder) where state = 'sending'`,
      `create index delivery_open on delivery (state, id) where state in ('failed', 'uncertain', 'missed')`,
      `create index delivery_uncertain on delivery (connector, lane, ended_at) where state = 'uncertain'`,
      `create index delivery_run on delivery (run_id)`,
      `create index delivery_ended on delivery (ended_at) where ended_at is not null`,
      `create table lane (connector text not null, name text not null, due_at INT, primary key (connector, name))`,
      `create index lane_due on lane (connector, due_at) where due_at is not null`,
      `create table connector (name text primary key, next_at INT not null, paused text, paused_at INT)`,
      `create table schedule (
        name text primary key, cron text not null, time_zone text not null, enabled INT not null,
        next_at INT, held INT not null)`,
      `create table occurrence (
        schedule text not null, at INT not null, state text not null, reason text, run_id INT,
        created_at INT not null, primary key (schedule, at))`,
      `create table snapshot (
        automation text not null, name text not null, version INT not null, items text not null,
        held INT not null, updated_at INT not null, primary key (automation, name))`,
      `create table document (
        automation text not null, collection text not null, key text not null, value text not null,
        primary key (automation, collection, key))`,
      `create table event (name text not null, key text not null, payload text not null, created_at INT not null,
        primary key (name, key))`,
      `create index event_created on event (created_at)`,
      `create table incident (
        id ID, subject text not null, detail text not null, count INT not null, opened_at INT not null,
        last_at INT not null, closed_at INT)`,
      `create unique index incident_open on incident (subject) where closed_at is null`,
    ],
  },
  {
    version: 2,
    statements: [
      `create table own_migration (
        automation text not null, version INT not null, applied_at INT not null, primary key (automation, version))`,
    ],
  },
  {
    version: 3,
    statements: [`create table pace (connector text primary key, free_at INT not null)`],
  },
  {
    version: 4,
    statements: [
      `alter table delivery add column about text`,
      `alter table delivery add column superseded_by INT`,
      `create index delivery_about on delivery (connector, write, about) where about is not null and state <> 'done'`,
    ],
  },
]

export const latestVersion = migrations.at(-1)!.version

/** Both dialects read the statements above once these two words are spelled out. */
export function spell(statement: string, dialect: 'sqlite' | 'postgres'): string {
  const id =
    dialect === 'sqlite' ? 'integer primary key autoincrement' : 'bigint generated by default as identity primary key'
  return statement.replace(/\bID\b/g, id).replace(/\bINT\b/g, dialect === 'sqlite' ? 'integer' : 'bigint')
}
