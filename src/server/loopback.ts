/** Names and addresses that lead to the machine itself: localhost, 127.0.0.0/8, ::1, also as `::ffff:127.0.0.1` and in brackets. */
export const isLoopback = (host: string) => /^(localhost|(::ffff:)?127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host)

/** Of a Host header, or of an origin without its scheme. */
export const isLoopbackAuthority = (authority: string) => isLoopback(authority.replace(/:\d{1,5}$/, ''))
