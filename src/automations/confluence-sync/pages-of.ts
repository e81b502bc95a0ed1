import type { Effect, Event } from './event.ts'
import type { Ctx } from './options.ts'

/** The page that an effect of an event is for, where one is set. */
export function pageFor({ settings, options }: Ctx, effect: Effect, { play_id }: Event): string | undefined {
  const pages = {
    log: settings.CONFLUENCE_ACTION_LOG_PAGE_ID,
    live: options.live_docs[play_id],
    play: settings.CONFLUENCE_PLAY_DB_PAGE_ID,
  }
  return pages[effect]
}
