/** Zero-width signs, soft hyphen, and the Hangul fillers with which people make titles that look alike. */
const invisible = /[\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u2060-\u2064\u3164\ufe00-\ufe0f\ufeff\uffa0]/g

/**
 * Text as a key to compare by, never to be written: composed (NFC), without invisible signs, white space and no-break
 * spaces made one blank each. Upper and lower case stay apart, for so they do in the keys of other systems.
 */
export const keyOf = (text: string): string => text.replace(invisible, '').normalize('NFC').replace(/\s+/g, ' ').trim()
