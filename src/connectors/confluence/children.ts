import { HubError } from '../../engine/error.ts'

const mostChildren = 2000
/** Pages of a list may be short where much is hidden from this user, but they come to an end. */
const mostCalls = 100

/** All of a list of ids; `read` is told how many there are so far and where the last part said that it goes on. */
export async function belowPage(
  parent: string,
  read: (count: number, next: string | undefined) => Promise<{ ids: string[]; next: string | undefined }>,
): Promise<string[]> {
  const all: string[] = []
  let next: string | undefined
  for (let calls = 0; calls < mostCalls; calls++) {
    const part = await read(all.length, next)
    all.push(...part.ids)
    if (all.length > mostChildren) break
    if (part.next === undefined) return all
    next = part.next
  }
  throw new HubError(
    'invalid',
    `Confluence page ${parent} has more than ${mostChildren} pages right below it, too many to look through. Give another parent, or move some of them below another page.`,
    {
      ko: `Confluence 페이지 ${parent} 바로 아래에 페이지가 ${mostChildren}개 넘게 있어 다 살펴볼 수 없습니다. 다른 상위 페이지를 쓰거나 일부를 옮기십시오.`,
    },
  )
}
