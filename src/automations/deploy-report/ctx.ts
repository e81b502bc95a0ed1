import { z } from 'zod'
import { confluence } from '../../connectors/confluence/index.ts'
import { jira } from '../../connectors/jira/index.ts'
import { slack } from '../../connectors/slack/index.ts'
import type { Context } from '../../engine/automation.ts'
import { optional } from '../../engine/connector.ts'
import { saying } from '../../engine/settings.ts'
import type { Options } from './options.ts'

export const uses = { jira, confluence, slack: optional(slack) }

export const settings = {
  JIRA_PROJECT_KEY: z.string().min(1).meta({
    description: 'Project whose issues are reported; a report in dure.yaml may name another',
    example: 'DEP',
  }),
  CONFLUENCE_SPACE_KEY: z.string().min(1).meta({
    description: "Space of the pages: the short key in a page's address",
    example: 'TEAM',
  }),
  CONFLUENCE_PARENT_PAGE_ID: z
    .string()
    .refine(id => /^\d+$/.test(id), saying("should be a page's id, digits only", '숫자로 된 페이지 ID여야 합니다'))
    .optional()
    .meta({
      description: "Page under which the report's pages are made; default: the space's home",
      example: '123456',
    }),
}

/** What the tasks of this automation see. */
export type Ctx = Context<typeof uses, typeof settings, Options>
