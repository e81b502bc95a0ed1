/** What a member of an input means, in both languages: people read the one they read, agents the English one. */
export const described = (ko: string, en: string) => ({ description: ko, 'x-en': en })
