/**
 * From so many characters on it takes more than 50 ms to parse and change storage, and to read or write it as Markdown:
 * then it is done apart.
 */
export const long = { storage: 250_000, markdown: 10_000 }
