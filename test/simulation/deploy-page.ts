/** Reads pages as a person would, by nothing but their markup. */

const ids = / (ac:)?(local|macro)-id="\d+"/g

/** What stands in one of Dure's boxes; undefined where there is no such box. */
function box(body: string, identity: string, name: string): string | undefined {
  const [, after] = body.replace(ids, '').split(`<ac:parameter ac:name="name">dure:${identity}:${name}</ac:parameter>`)
  return after?.split('</ac:rich-text-body>')[0]
}

/** All boxes of a page, without the time of the last look. */
export const boxesOf = (body: string) =>
  [...body.replace(ids, '').matchAll(/<ac:rich-text-body>(.*?)<\/ac:rich-text-body>/g)]
    .map(([, content]) => content!.replace(/마지막 갱신: .*?<\/p>/, ''))
    .join('\n')

const textOf = (markup: string) =>
  markup
    .replace(/<ac:parameter ac:name="colour">.*?<\/ac:parameter>/g, '')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&middot;', '·')
    .trim()

/** The rows of the table of deploy tickets, cells joined, in any order. */
export function rowsIn(body: string, identity: string): string[] {
  const rows = [...(box(body, identity, 'tickets') ?? '').matchAll(/<tr>(.*?)<\/tr>/g)].slice(1)
  const cellsOf = (row: string) => [...row.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => inOrder(textOf(cell!)))
  return rows.map(([, row]) => cellsOf(row!).join(' | ')).sort()
}

/** Several people in one cell. */
const inOrder = (cell: string) => cell.split(', ').sort().join(', ')

/** Which issues the list of changes names. */
export const changedIn = (body: string, identity: string) =>
  [...(box(body, identity, 'changes') ?? '').matchAll(/<li>.*?browse\/([A-Z]+-\d+)"/g)].map(([, key]) => key!).sort()

/** How many issues and tickets the summary counts. */
export const countsIn = (body: string, identity: string) =>
  [...(box(body, identity, 'summary') ?? '').matchAll(/<tr><td>.*?<\/td><td><p>(\d+)<\/p>/g)].map(([, n]) => Number(n))
