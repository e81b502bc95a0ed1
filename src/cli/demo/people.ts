/** Who is on the team: names, and how Jira and Slack know them. */
export const people = {
  kim: { ko: '김지은', en: 'Kim Jieun', email: 'jieun@example.com', slack: 'U0KIM00001' },
  // Slack does not know this one.
  choi: { ko: '최민준', en: 'Choi Minjun', email: 'minjun@example.com', slack: undefined },
} as const
