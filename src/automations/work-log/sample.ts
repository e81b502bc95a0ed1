import { contextOf } from './star.ts'
import { type Language, wordsOf } from './words.ts'

/** What an id looks like: the day of the work, then when it was stored and what it says. */
export const sampleId = '2025-11-09-mhrq5k3c9f8e7d6c5b4a'

/** A whole body of POST /daily-logs, taken as it is; in Korean the customer's own, word for word. */
export function sampleOf(language: Language) {
  const { sample } = wordsOf(language)
  return {
    title: sample.title,
    context: contextOf(sample.star),
    category: sample.category,
    impact_level: sample.impactLevel,
    tech_stack: sample.techStack,
    logged_date: sample.loggedDate,
    status: 'Logged',
    metrics: sample.metrics,
    ticket_url: sample.ticketUrl,
  }
}
