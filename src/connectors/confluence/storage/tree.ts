/**
 * Storage format as a typed tree, to be written by `write.ts`: text is escaped there, so that nothing from outside can
 * become markup.
 */
export type StorageNode = string | StorageElement

export interface StorageElement {
  tag: string
  attributes: Record<string, string>
  children: StorageNode[]
}

type Attributes = Record<string, string>
const element = (tag: string, children: StorageNode[] = [], attributes: Attributes = {}): StorageElement => ({
  tag,
  attributes,
  children,
})

export const heading = (level: 1 | 2 | 3 | 4 | 5 | 6, ...children: StorageNode[]) => element(`h${level}`, children)
export const paragraph = (...children: StorageNode[]) => element('p', children)
export const strong = (...children: StorageNode[]) => element('strong', children)
export const emphasis = (...children: StorageNode[]) => element('em', children)
export const code = (text: string) => element('code', [text])
export const lineBreak = () => element('br')
/** A link to an address outside Confluence. */
export const link = (href: string, ...children: StorageNode[]) => element('a', children, { href })
export const bullets = (items: StorageNode[][]) =>
  element(
    'ul',
    items.map(item => element('li', [paragraph(...item)])),
  )

/** A table with one header row. Cells are what stands in their paragraph. */
export const table = (head: string[], rows: StorageNode[][][]) =>
  element('table', [
    element('tbody', [
      element(
        'tr',
        head.map(title => element('th', [paragraph(strong(title))])),
      ),
      ...rows.map(row =>
        element(
          'tr',
          row.map(cell => element('td', [paragraph(...cell)])),
        ),
      ),
    ]),
  ])

/** A macro. A parameter's value is text; `body` is what stands inside a macro that has a body. */
export const macro = (name: string, parameters: Record<string, string>, body?: StorageNode[]) =>
  element(
    'ac:structured-macro',
    [
      ...Object.entries(parameters).map(([key, value]) => element('ac:parameter', [value], { 'ac:name': key })),
      ...(body ? [element('ac:rich-text-body', body)] : []),
    ],
    { 'ac:name': name, 'ac:schema-version': '1' },
  )

/** A coloured word. */
export const lozenge = (title: string, colour: 'Grey' | 'Blue' | 'Green' | 'Yellow' | 'Red') =>
  macro('status', { title, colour })

/** A day, shown in the reader's own way of writing dates. `day` is `2026-11-27`. */
export const date = (day: string) => element('time', [], { datetime: day })
