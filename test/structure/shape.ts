import { basename, matchesGlob } from 'node:path/posix'
import { functionsOf } from './functions.ts'
import { lineOf, testNamesOf } from './text.ts'
import { isTest, isTypeScript, type Source } from './tree.ts'

const longestFile = 300
const longestFunction = 60

/** Files and functions that want to be two. */
export function tooLong(sources: Source[]): string[] {
  return sources.filter(isTypeScript).flatMap(({ path, text, code }) => {
    const lines = text.trimEnd().split('\n').length
    return [
      ...(lines > longestFile ? [`${path} has ${lines} lines, more than ${longestFile}`] : []),
      ...functionsOf(code)
        .filter(found => found.lines > longestFunction)
        .map(found => `${path}:${found.line} is a function of ${found.lines} lines, more than ${longestFunction}`),
    ]
  })
}

/** Syntax that Node's type stripping cannot run, or that hides what a module gives. */
export function wrongSyntax(sources: Source[]): string[] {
  const forbidden: [RegExp, string][] = [
    [/^\s*(export\s+)?(declare\s+)?(const\s+)?enum\s+\w/, 'an enum: use a union of strings'],
    [/^\s*(export\s+)?(declare\s+)?namespace\s+\w/, 'a namespace: use a module'],
    [/\bconstructor\(.*\b(private|public|protected|readonly)\s+\w/, 'a parameter property: assign it in the body'],
    [/^\s*(import|export)\b.*=\s*require\(/, 'require: use import'],
    [/^\s*export\s+\*\s+from\b/, 'export *: name what is exported'],
    [/^\s*(@ts-ignore|@ts-nocheck)/, 'a silenced type check'],
  ]
  return sources
    .filter(isTypeScript)
    .flatMap(({ path, code }) =>
      code
        .split('\n')
        .flatMap((line, index) =>
          forbidden.filter(([pattern]) => pattern.test(line)).map(([, why]) => `${path}:${index + 1} has ${why}`),
        ),
    )
}

/** Connectors with a reason to have no fake. */
const withoutFake: Record<string, string> = {
  files: 'writes to a folder of the machine, and tests have one of their own',
}

/** What each connector's and automation's folder must hold, and be called by. */
export function incompleteFolders(sources: Source[]): string[] {
  const paths = sources.map(({ path }) => path)
  const folders = new Set(
    paths.map(path => /^src\/(connectors|automations)\/[^/]+(?=\/)/.exec(path)?.[0]).filter(Boolean),
  )
  return [...(folders as Set<string>)].flatMap(folder => {
    const has = (name: string) => paths.includes(`${folder}/${name}`)
    const wanted = ['index.ts', 'README.md']
    if (folder.startsWith('src/connectors/') && !(basename(folder) in withoutFake)) wanted.push('fake.ts')
    const missing = wanted.filter(name => !has(name))
    if (!paths.some(path => path.startsWith(`${folder}/`) && path.endsWith('.test.ts'))) missing.push('a *.test.ts')
    const index = sources.find(({ path }) => path === `${folder}/index.ts`)
    const named = new RegExp(`\\bname: '${basename(folder)}'`)
    return [
      ...missing.map(name => `${folder} lacks ${name}`),
      ...(index && !named.test(index.text) ? [`${folder}/index.ts is not named '${basename(folder)}'`] : []),
    ]
  })
}

const vague = /^(service|manager|helper|util|utility|utilitie|common|core|handler|processor|misc|type)s?$/

/** File and folder names that say what kind of thing they are instead of what they give. */
export function vagueNames(sources: Source[]): string[] {
  return sources
    .filter(({ path }) => /^(src|test|scripts)\//.test(path))
    .filter(({ path }) => path.split(/[/.\-_]|(?<=[a-z])(?=[A-Z])/).some(word => vague.test(word.toLowerCase())))
    .map(({ path }) => `${path}: name it for what it gives`)
}

/** Files under `src`, `test` and `scripts` are in kebab-case. */
export function unevenNames(sources: Source[]): string[] {
  return sources
    .filter(file => isTypeScript(file) && !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/.test(basename(file.path)))
    .map(({ path }) => `${path}: file names are in kebab-case`)
}

const places: [RegExp, string, (file: Source) => boolean][] = [
  [/(?<![\w.$}~-])\/(work|root|farm)\/\w/, 'a path of one machine', () => true],
  [/(?<![\w.$}~-])\/(home|Users)\/(?!dure\b)\w/, 'a path of one machine', () => true],
  [/(?<![\w.$}~-])\/tmp\/\w/, 'a temporary folder by name', file => !isTest(file)],
  [
    /registry\.(npmjs|yarnpkg)|npmjs\.org|deb\.debian|security\.debian|archive\.ubuntu/,
    "a registry's address",
    () => true,
  ],
]

/** Text that would be true on one machine only. */
export function placesNamed(sources: Source[]): string[] {
  return sources.flatMap(file =>
    places
      .filter(([, , concerns]) => concerns(file))
      .flatMap(([pattern, what]) => {
        const found = pattern.exec(file.text)
        return found ? [`${file.path}:${lineOf(file.text, found.index)} names ${what}`] : []
      }),
  )
}

/** Tests that are singled out, left out, nameless or that no script runs. */
export function asleep(sources: Source[], testPatterns: string[]): string[] {
  const tests = sources.filter(({ path }) => path.endsWith('.test.ts'))
  return tests.flatMap(({ path, text, code }) => {
    const names = testNamesOf(text, code).filter(name => !name.includes('${'))
    const singled = /(?<![.\w])(test|it|describe)\.(only|skip|todo)\(|\b(only|todo):\s*true\b/.exec(code)
    return [
      ...(testPatterns.some(pattern => matchesGlob(path, pattern)) ? [] : [`${path} is run by no script`]),
      ...(singled ? [`${path}:${lineOf(code, singled.index)} singles a test out or leaves it out`] : []),
      ...names.filter(name => !/\S\s+\S+\s+\S/.test(name)).map(name => `${path}: "${name}" is not a sentence`),
      ...names
        .filter((name, index) => names.indexOf(name) !== index)
        .map(name => `${path}: two tests are called "${name}"`),
    ]
  })
}
