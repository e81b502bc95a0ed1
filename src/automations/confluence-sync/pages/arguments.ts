import { z } from 'zod'
import { mostMarkdown } from '../../../connectors/confluence/index.ts'
import { PageId } from '../options.ts'

/** Arguments that several of the page tools take; texts are for the agents that call them. */

export const page = PageId.meta({
  description: 'Id of the page, digits only, or the address at which people read it',
  example: '720932',
})

export const database = PageId.meta({
  description:
    'Id or address of the PAGE that has the table. A Confluence Database (`/database/` in its address) has no API and is refused',
  example: '720899',
})

export const heading = z.string().trim().min(1).max(1000).meta({
  description:
    'A section by the words of its heading, as get_page outlines it, without #; `outer › inner` where several are called the same. It goes to the next heading of its level or above',
  example: '진행 현황',
})

export const markdown = (description: string, example: string) =>
  z
    .string()
    .max(mostMarkdown)
    .meta({
      description: `${description} in Markdown: CommonMark with tables, task lists and alerts (> [!NOTE]). HTML is taken for text`,
      example,
    })

export const version = z.int().min(1).meta({
  description: 'The version of the page that you have read; if people have saved another one since, nothing is written',
  example: 7,
})

const column = z.string().min(1).max(500)

export const columns = z.array(column).min(1).max(200)

export const table = z
  .strictObject({
    heading: z.string().min(1).max(1000).optional().meta({ description: 'A heading that the table stands under' }),
    columns: columns.optional().meta({ description: 'Columns that it has, among others' }),
    number: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'Which of those that fit, from the top of the page, from 1' }),
  })
  .default({})
  .meta({
    description:
      'Which table of the page, where it has several. Of the pages of the Play DB and the Action Log it is theirs, if nothing is said',
    example: { heading: 'Play 현황' },
  })

export const keyColumn = column.optional().meta({
  description:
    'The column whose words tell one row from another. Default: of the Play DB and the Action Log the one of their ids; else the one column in which exactly one row says row_id; else the first column, if its name ends like that of a key (id, key, code, no, 번호, 코드, 키). Where that is not clear it is refused',
  example: 'play_id',
})

export const rowId = z
  .union([z.string().trim().min(1).max(1000), z.number().transform(String)])
  .meta({ description: 'What the row says in the key column', example: 'EXT_Desk_D01' })

export const data = z
  .record(column, z.union([z.string().max(50_000), z.number(), z.null()]))
  .refine(values => Object.keys(values).length <= 200, { error: 'has more than 200 columns' })
  .meta({
    description:
      'Cells by the names of their columns, as on the page; null empties one. Columns left out stay as they are',
    example: { activity_qtd: 12, status: 'green' },
  })
