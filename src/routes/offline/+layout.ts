// Rendered on the device alone: the service worker answers with this shell for every page of the site
// that cannot be fetched. It is the page itself where the address takes posts only.
export const ssr = false;
export const prerender = true;
