import type { UsageWords } from './ko.ts'

const meant = (near: string | undefined) => (near === undefined ? '' : `; did you mean ${near}?`)

export const en: UsageWords = {
  help: {
    titles: {},
    choices: 'choices',
    byDefault: 'default',
    help: 'shows this help',
    version: 'shows the version',
    command: 'shows the help of a command',
  },
  drawn: message => message,
  misfit: 'the input does not fit:',
  noneOf: (place, given, choices, near) => `${place}: ${given} is none of ${choices}${meant(near)}`,
  noNumber: (place, given) => `${place}: ${given} is no number`,
  noObject: given => `--input is to be a JSON object such as '{"mode":"test"}', not ${given}`,
  noJson: (place, given) => `${place} is to be JSON, not ${given}`,
  noId: given => `${given} is no id; ids look like d12 (a delivery) or r7 (a run)`,
  noRow: (kind, id) => `there is no ${kind} ${id}`,
  noMoment: given => `--at: ${given} is no moment; write "2026-11-21 08:00" or 2026-11-21T08:00:00+09:00`,
  isOff: (automation, reason) => `${automation} is off: ${reason}`,
  oneVerdict: 'resolve takes one of --arrived, --again, --drop',
  whichFiles: 'which files? give --snapshot <file>, --notified <file> or both',
  whichBackup: folder => `which backup? 'dure backup --list' shows those in ${folder}`,
  sendOrDrop: '--send or --drop, not both',
  noSqlite: 'DATABASE_URL is set: back up and restore that ledger with pg_dump and pg_restore',
  settings: {
    noPath: path => `${path} is no path; write one such as backup-report.startHour`,
    noSection: (name, near, known) => `there is no ${name}${meant(near)} (${known})`,
    noneIn: automation => `${automation} has no settings that can be changed`,
    several: (at, known) => `${at} holds several settings; say which one (${known})`,
    alike: (at, name) => `${at} has several ${name}; give each a name of its own in dure.yaml`,
    noParts: at => `${at} has no parts`,
    noStep: (at, step, near, known) => `there is no ${step} in ${at} that could be changed${meant(near)} (${known})`,
    unchanged: (path, near, changed) =>
      `${path} is not changed at run time${changed === '' ? '; nothing is' : `${meant(near)} (${changed})`}`,
    gone: 'there is no such setting any more',
    misfit: (path, by, at, reason) =>
      `${path}, changed by ${by} at ${at}, does not fit: ${reason}; 'dure settings unset ${path}' takes it back`,
    homeless: 'its automation is off, or is no more',
  },
  jsonFile: {
    refused: (flag, file, what) => `${flag}: ${file} ${what}`,
    notThere: path => `is not there; it was looked for at ${path}`,
    noFile: 'is no file; name the JSON file itself',
    tooBig: (bytes, most) => `is too big (${bytes} bytes, at most ${most}); leave weeks out that have gone by`,
    unreadable: why => `cannot be read: ${why}`,
    notUtf8: 'is not written in UTF-8; save it anew in UTF-8',
    noJson: fault => `is no JSON: ${fault}`,
    fault: (line, column, expected, found) =>
      `line ${line}, column ${column}: expected ${expected}, found ${found ?? 'the end'}`,
  },
}
