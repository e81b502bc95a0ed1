const byName: [pattern: RegExp, technology: string][] = [
  [/(?:^|\/)\.github\/workflows\//, 'GitHub Actions'],
  [/(?:^|\/)\.gitlab-ci\.yml$/, 'GitLab CI'],
  [/(?:^|\/)Jenkinsfile$/, 'Jenkins'],
  [/(?:^|\/)(?:Dockerfile|Containerfile|docker-compose|compose)[^/]*$/, 'Docker'],
  [/(?:^|\/)(?:charts?|helm)\/|(?:^|\/)Chart\.yaml$/, 'Helm'],
  [/(?:^|\/)(?:k8s|kubernetes)\//, 'Kubernetes'],
  [/(?:^|\/)Makefile$/, 'Make'],
  [/\.gradle(?:\.kts)?$/, 'Gradle'],
]

const byEnding: Record<string, string> = {
  ts: 'TypeScript',
  mts: 'TypeScript',
  cts: 'TypeScript',
  tsx: 'React',
  jsx: 'React',
  js: 'JavaScript',
  mjs: 'JavaScript',
  cjs: 'JavaScript',
  vue: 'Vue.js',
  svelte: 'Svelte',
  py: 'Python',
  ipynb: 'Jupyter',
  java: 'Java',
  kt: 'Kotlin',
  kts: 'Kotlin',
  scala: 'Scala',
  go: 'Go',
  rs: 'Rust',
  rb: 'Ruby',
  php: 'PHP',
  cs: 'C#',
  c: 'C',
  h: 'C',
  cc: 'C++',
  cpp: 'C++',
  hpp: 'C++',
  swift: 'Swift',
  dart: 'Dart',
  ex: 'Elixir',
  exs: 'Elixir',
  sh: 'Shell',
  bash: 'Shell',
  ps1: 'PowerShell',
  sql: 'SQL',
  prisma: 'Prisma',
  graphql: 'GraphQL',
  proto: 'Protocol Buffers',
  tf: 'Terraform',
  tfvars: 'Terraform',
  html: 'HTML',
  css: 'CSS',
  scss: 'Sass',
}

/** Written by tools, not by the author. */
const made =
  /(?:^|\/)(?:node_modules|vendor|dist|build|target)\/|(?:^|\/)[^/]*[-.]lock(?:\.\w+)?$|\.min\.\w+$|\.(?:snap|map)$/

const mostListed = 8

/** What the changed files were written with, most changed lines first. A guess for a person to correct. */
export function techOf(files: readonly { path: string; lines: number }[]): string[] {
  const lines = new Map<string, number>()
  for (const file of files) {
    const technology = made.test(file.path) ? undefined : technologyOf(file.path)
    if (technology) lines.set(technology, (lines.get(technology) ?? 0) + file.lines + 1)
  }
  return [...lines]
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .slice(0, mostListed)
    .map(([technology]) => technology)
}

function technologyOf(path: string): string | undefined {
  const named = byName.find(([pattern]) => pattern.test(path))
  const ending = /\.([A-Za-z0-9]{1,8})$/.exec(path)?.[1]?.toLowerCase() ?? ''
  return named?.[1] ?? (Object.hasOwn(byEnding, ending) ? byEnding[ending] : undefined)
}
