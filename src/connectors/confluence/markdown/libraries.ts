import { createRequire } from 'node:module'
import type * as From from 'mdast-util-from-markdown'
import type * as Gfm from 'mdast-util-gfm'
import type * as To from 'mdast-util-to-markdown'
import type * as Syntax from 'micromark-extension-gfm'

type Libraries = Pick<typeof From, 'fromMarkdown'> &
  Pick<typeof Gfm, 'gfmFromMarkdown' | 'gfmToMarkdown'> &
  Pick<typeof To, 'toMarkdown'> &
  Pick<typeof Syntax, 'gfm'>

let loaded: Libraries | undefined

/** They take 60 ms to load, so they are where Markdown is read or written first: all else starts without them. */
export function libraries(): Libraries {
  const load = createRequire(import.meta.url)
  loaded ??= {
    ...load('mdast-util-from-markdown'),
    ...load('mdast-util-gfm'),
    ...load('mdast-util-to-markdown'),
    ...load('micromark-extension-gfm'),
  } as Libraries
  return loaded
}
