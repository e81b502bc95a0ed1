/** Why a request got no answer of a task's; each kind has one status. */
export type Kind = keyof typeof statusOf

export const statusOf = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  failed: 500,
  unavailable: 503,
} as const
