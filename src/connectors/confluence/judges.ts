import { HubError } from '../../engine/error.ts'
import { aboutText, type Judge, quoted, quotedKo } from './refusal.ts'
import type { Page } from './words.ts'

/** The refusals of single calls. Those of a page concern that page alone: only a refused credential stops everything. */

export const readingPage =
  (id: string): Judge =>
  ({ status, said }) => {
    if (status === 404)
      return new HubError(
        'not_found',
        `Confluence page ${id} is deleted, or this user may not see it. Check the id and the page's restrictions.`,
        {
          ko: `Confluence 페이지 ${id}이(가) 지워졌거나 이 사용자에게 보이지 않습니다. ID와 페이지의 제한을 확인하십시오.`,
        },
      )
    if (status === 403)
      return new HubError(
        'invalid',
        `This user may not see Confluence page ${id}. Let it in by the page's restrictions.${quoted(said)}`,
        {
          ko: `이 사용자는 Confluence 페이지 ${id}을(를) 볼 수 없습니다. 페이지의 제한에서 이 사용자를 허용하십시오.${quotedKo(said)}`,
        },
      )
    return undefined
  }

/** What to use instead of something that has an id as pages have, and is none. */
const instead: Record<string, { name: string; en: string; ko: string }> = {
  database: {
    name: '데이터베이스',
    en: 'Confluence lets no program read or write its rows. Keep them in a table on a page, and give the id of that page.',
    ko: '그 행을 읽거나 쓰는 API가 없습니다. 페이지의 표에 두고 그 페이지의 ID를 쓰십시오.',
  },
  whiteboard: {
    name: '화이트보드',
    en: 'Confluence lets no program read or write it. Give the id of a page.',
    ko: '읽거나 쓰는 API가 없습니다. 페이지의 ID를 쓰십시오.',
  },
  folder: {
    name: '폴더',
    en: 'It has no text of its own. Give the id of a page in it.',
    ko: '내용이 없습니다. 그 안에 있는 페이지의 ID를 쓰십시오.',
  },
}
const aPage = { en: 'Give the id of a page.', ko: '페이지의 ID를 쓰십시오.' }

/** The refusal of an id that is of another kind, as Confluence calls that. */
export function noPage(id: string, kind: string): HubError {
  const { name, en, ko } = Object.hasOwn(instead, kind) ? instead[kind]! : { name: kind, ...aPage }
  return new HubError('invalid', `${id} is no page in Confluence but of the kind "${kind}". ${en}`, {
    ko: `${id}은(는) 페이지가 아니라 Confluence ${name}의 ID입니다. ${ko}`,
  })
}

/** Data Center may say of a space that it is closed to this user: to them there is none. */
export const readingSpace: Judge = ({ status, said }) =>
  status === 403
    ? new HubError('not_found', `This user may not see the space.${quoted(said)}`, {
        ko: `이 사용자는 그 스페이스를 볼 수 없습니다.${quotedKo(said)}`,
      })
    : undefined

/** Cloud also answers 404 where the page may be seen but not edited. */
export const savingPage =
  ({ url }: Page): Judge =>
  ({ status, said }) => {
    const refused = (en: string, ko: string, field?: typeof aboutText) =>
      new HubError('invalid', en + quoted(said), { ko: ko + quotedKo(said), field })
    if (status === 403 || status === 404)
      return refused(
        `This user may see but not edit ${url}, or it was deleted just now. Give it the right to edit, by the page's restrictions and the space's permissions.`,
        `이 사용자는 ${url}을(를) 볼 수만 있고 고칠 수 없거나, 페이지가 방금 지워졌습니다. 페이지의 제한과 스페이스 권한에서 편집 권한을 주십시오.`,
      )
    if (status === 413) return refused(tooLarge.en(url), tooLarge.ko(url), aboutText)
    if (status === 501)
      return refused(
        `Confluence cannot save ${url} before somebody opens it in the editor and publishes it once: its draft and its published text have fallen apart.`,
        `초안과 게시된 글이 어긋나 있어 ${url}을(를) 저장할 수 없습니다. 편집기에서 열어 한 번 게시하십시오.`,
      )
    if (status === 409 || (status === 400 && isStale(said)))
      return new HubError('conflict', `${url} was changed by somebody else meanwhile.${quoted(said)}`, {
        ko: `그사이에 다른 사람이 ${url}을(를) 고쳤습니다.${quotedKo(said)}`,
      })
    if (status === 400)
      return refused(
        `Confluence refuses the new text of ${url} (HTTP 400). Its own was left as it is. Look for what is odd in the page or in the issues that it is made of.`,
        `Confluence가 ${url}의 새 글을 받지 않습니다(HTTP 400). 페이지는 그대로입니다. 페이지나 거기에 쓰려는 내용에 이상한 것이 있는지 살피십시오.`,
        aboutText,
      )
    return undefined
  }

/** A title that is taken is a plain 400, in the language of the user's profile: see `create.ts`. */
export const creatingPage =
  (title: string, space: string): Judge =>
  ({ status, said }) => {
    const refused = (en: string, ko: string) => new HubError('invalid', en + quoted(said), { ko: ko + quotedKo(said) })
    if (status === 403 || status === 404)
      return refused(
        `This user may not add the page "${title}" to space ${space}, or the page above it is gone. Give it the right to add pages and check the parent's id.`,
        `이 사용자는 스페이스 ${space}에 페이지 "${title}"을(를) 만들 수 없거나, 상위 페이지가 없습니다. 페이지를 만들 권한을 주고 상위 페이지의 ID를 확인하십시오.`,
      )
    if (status === 400)
      return refused(
        `Confluence refuses the new page "${title}" in space ${space}. If its title is taken, it is by a page that this user may not see: take another title.`,
        `Confluence가 스페이스 ${space}의 새 페이지 "${title}"을(를) 받지 않습니다. 이 사용자에게 보이지 않는 페이지가 그 제목을 쓰고 있다면 다른 제목을 쓰십시오.`,
      )
    if (status !== 413) return undefined
    return refused(tooLarge.en(`the new page "${title}"`), tooLarge.ko(`새 페이지 "${title}"`))
  }

/** The right to search is one of its own: without it the credential is still good. */
export const searching =
  (cql: string): Judge =>
  ({ status, said }) => {
    if (status === 403)
      return new HubError('invalid', `This user may not search Confluence.${quoted(said)}`, {
        ko: `이 사용자에게는 Confluence를 검색할 권한이 없습니다.${quotedKo(said)}`,
      })
    if (status !== 400) return undefined
    return new HubError('invalid', `Confluence does not understand the query ${JSON.stringify(cql)}.${quoted(said)}`, {
      ko: `Confluence가 검색식 ${JSON.stringify(cql)}을(를) 이해하지 못합니다.${quotedKo(said)}`,
    })
  }

const tooLarge = {
  en: (page: string) =>
    `Confluence takes no more than 5 MB (HTTP 413) for ${page}. Put less into it: a shorter period, or several pages.`,
  ko: (page: string) =>
    `Confluence는 ${page}에 5 MB까지만 받습니다(HTTP 413). 기간을 줄이거나 여러 페이지로 나누어 쓰십시오.`,
}

/** Data Center's catch-all for a bad request, malformed storage included, speaks of a "version type" too. */
const isStale = (said: string) => /stale|version/i.test(said) && !/wrong version type/i.test(said)
