import type { Tool } from '../../engine/automation.ts'
import { doesWith, eventTypes } from './event.ts'
import type { Listed } from './list.ts'
import { framed } from './pages/as-data.ts'
import { recordReply, todoReply } from './replies.ts'

const places = {
  log: 'a row of the Action Log',
  live: "an entry of the Play's Live doc",
  play: 'its row in the Play DB',
}

/** What agents are offered of the events and the Plays. */
export const tools = {
  record: {
    ...recordReply,
    name: 'record_event',
    title: 'Record a team event',
    description: `Records something that has happened in a Play, so that the team's pages tell it. ${eventTypes
      .map(
        type =>
          `${type}: ${doesWith(type)
            .map(effect => places[effect])
            .join(', ')}`,
      )
      .join(
        '. ',
      )}. Record only what did happen, once: repeat a call that was not answered with the same id. signal.scored needs signal_id and score.`,
    idempotent: true,
  },
  list: {
    name: 'list_events',
    title: 'List team events',
    description:
      'Lists recorded events by Play, type and days, the last accepted first. `next` is the `cursor` of the next page.',
    reads: true,
    show: ({ content_is: _, events, next }: Listed) =>
      framed({ facts: { events: events.length, next }, content: JSON.stringify(events, null, 1) }),
  },
  todo: {
    ...todoReply,
    name: 'create_play_todo_page',
    title: 'Make the ToDo page of a Play',
    description:
      'Makes "<play> ToDo List" below Project TODO and links it from Project TODO and the Play DB. A Play has one: where it is there already, that one is answered and missing links are added.',
    idempotent: true,
  },
} satisfies Record<string, Tool>
