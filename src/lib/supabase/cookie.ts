/**
 * The session's cookie. Named by us: by default the name comes from the backend's address, which the
 * server and the browser see differently.
 */
export const AUTH_COOKIE = 'huijiang-session';
