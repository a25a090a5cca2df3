/**
 * What every answer says, whoever makes it: pages, the API, files, errors. Kit writes the content
 * security policy into the pages; this one is for what is not a page, and forbids frames everywhere
 * (the policy of a prerendered page stands in a meta element, where frames can't be forbidden).
 */
const HEADERS = {
	'content-security-policy': "frame-ancestors 'none'",
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(self), microphone=(), geolocation=(self), payment=(), usb=()',
	'referrer-policy': 'strict-origin-when-cross-origin',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
};

/**
 * @param {import('node:http').ServerResponse} res
 * @param {boolean} overTls whether the browser came by https
 */
export function setSecurityHeaders(res, overTls) {
	for (const [name, value] of Object.entries(HEADERS)) res.setHeader(name, value);
	if (overTls) res.setHeader('strict-transport-security', 'max-age=31536000');
}
