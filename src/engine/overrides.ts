import type { LoadedAutomation, Parts } from './parts.ts'
import type { People } from './people.ts'
import { peopleOf } from './people.ts'
import type { Db } from './store/store.ts'

/** An automation's options as they are now: its section of dure.yaml with what was changed at run time. */
export async function optionsNow(_db: Db, owner: LoadedAutomation): Promise<unknown> {
  return owner.options
}

/** The people of dure.yaml with what was changed at run time. */
export async function peopleNow(_db: Db, _parts: Parts): Promise<People> {
  return peopleOf([])
}
