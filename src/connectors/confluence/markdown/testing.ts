import { canonical } from '../storage/canonical.ts'

/** What Markdown leaves out on purpose, left out: attributes, boxes, sizes and defaults, and blanks beside tags. */
export const said = (body: string) =>
  canonical(body)
    .replace(/<ac:adf-mark[^>]*><\/ac:adf-mark>|<\/?(div|span class="placeholder)[^>]*>/g, '')
    .replace(/<(\/?)th/g, '<$1td')
    .replace(
      /<(p|a|ac:link|ac:image|td|th|table)( [^>]*)?>/g,
      (_, tag: string, attributes = '') =>
        `<${tag}${attributes.match(/ (href|rowspan|colspan|ac:alt|ac:anchor)="[^"]*"/g)?.join('') ?? ''}>`,
    )
    .replace(/<ac:parameter ac:name="(panelIcon\w*|bgColor|breakout\w*)">[^<]*<\/ac:parameter>/g, '')
    .replace(/<ac:parameter ac:name="colour">Grey<\/ac:parameter>/g, '')
    .replace(/\s*(<[^>]*>)\s*/g, '$1')
    .replace(/(?<=<t[dh][^>]*>)<p>|<\/p>(?=<\/t[dh]>)|<br><\/br>(?=<\/p>)/g, '')
