import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { accountOf, signedIn } from './browser';
import { call } from './unwrap';

/** The cookies of a session, in as many pieces as a long one needs. */
function cookiesOf(userId: string, token: string, pieces = 1): string {
	const session = { access_token: token, refresh_token: 'r', user: { id: userId } };
	const text = `base64-${Buffer.from(JSON.stringify(session)).toString('base64url')}`;
	if (pieces === 1) return `other=1; huijiang-session=${text}`;
	const length = Math.ceil(text.length / pieces);
	return Array.from(
		{ length: pieces },
		(_, i) => `huijiang-session.${i}=${text.slice(i * length, (i + 1) * length)}`,
	).join('; ');
}

interface Sent {
	path: string;
	token: string | null;
	body: unknown;
}
let sent: Sent[];
let answer: (request: Sent) => Response | Promise<Response>;

beforeEach(() => {
	sent = [];
	answer = () => Response.json([]);
	vi.stubGlobal('document', { cookie: cookiesOf('li', 'good') });
	vi.stubGlobal('localStorage', { getItem: () => 'key', setItem: () => undefined });
	vi.stubGlobal('navigator', {});
	vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
		const headers = new Headers(init?.headers);
		const request = {
			path,
			token: headers.get('authorization'),
			body: init?.body ? JSON.parse(init.body as string) : null,
		};
		if (path === '/api/backend' && init?.credentials === 'omit') {
			return Response.json({ publishableKey: 'key' }); // the key, asked in the background
		}
		sent.push(request);
		return answer(request);
	});
});
afterEach(() => vi.unstubAllGlobals());

const paths = () => sent.map(({ path }) => path);
const RPC = '/rest/v1/rpc/scan_events';
const expired = () => Response.json({ code: 'PGRST303', message: 'JWT expired' }, { status: 401 });

describe('who is signed in', () => {
	it.each([1, 2, 3])('is read from the cookie in %i pieces, without a network', async (pieces) => {
		document.cookie = cookiesOf('li', 'good', pieces);
		expect((await signedIn())?.userId).toBe('li');
		expect(sent).toEqual([]);
	});

	it.each(['', 'huijiang-session=', 'huijiang-session=base64-%%', 'huijiang-session=base64-e30'])(
		'is nobody for the cookies "%s"',
		async (cookies) => {
			vi.spyOn(console, 'warn').mockReturnValue(undefined);
			document.cookie = cookies;
			expect(await signedIn()).toBeNull();
		},
	);
});

describe('a call', () => {
	const { rpc } = accountOf('li');

	it('goes out with the token of the session, and its arguments', async () => {
		answer = () => Response.json({ revision: 1 });
		const answered = await rpc('scan_roster', { p_event: 'e', p_since: 0 });
		expect(answered).toEqual({ data: { revision: 1 }, error: null, status: 200 });
		expect(sent).toEqual([
			{
				path: '/rest/v1/rpc/scan_roster',
				token: 'Bearer good',
				body: { p_event: 'e', p_since: 0 },
			},
		]);
	});

	it('with a token that ran out has the server renew it, once for all, and goes out again', async () => {
		document.cookie = cookiesOf('li', 'old');
		answer = ({ path, token }) => {
			if (path === '/api/backend') {
				document.cookie = cookiesOf('li', 'new');
				return Response.json({});
			}
			return token === 'Bearer new' ? Response.json(['event']) : expired();
		};
		const [first, second] = await Promise.all([rpc('scan_events'), rpc('my_passes')]);
		expect([first.data, second.data]).toEqual([['event'], ['event']]);
		expect(paths().filter((path) => path === '/api/backend')).toHaveLength(1);
	});

	it('tells that the sign-in ran out when the server does not renew it', async () => {
		answer = ({ path }) => {
			if (path === '/api/backend') document.cookie = '';
			return path === RPC ? expired() : Response.json({});
		};
		expect(await call(rpc('scan_events'))).toMatchObject({ error: { code: 'not_signed_in' } });
		expect(paths()).toEqual([RPC, '/api/backend']);
	});

	it('tells that the server is away when it cannot say whether the session is good', async () => {
		answer = ({ path }) => (path === RPC ? expired() : new Response('', { status: 503 }));
		expect(await call(rpc('scan_events'))).toMatchObject({ error: { code: 'unavailable' } });
	});

	it('is never made in the name of somebody else', async () => {
		document.cookie = cookiesOf('wu', 'good');
		expect(await call(rpc('scan_events'))).toMatchObject({ error: { code: 'not_signed_in' } });
		expect(sent).toEqual([]);
		// Nor when the other one signs in while the token is being renewed.
		document.cookie = cookiesOf('li', 'old');
		answer = ({ path }) => {
			if (path === '/api/backend') document.cookie = cookiesOf('wu', 'new');
			return path === RPC ? expired() : Response.json({});
		};
		expect(await call(rpc('scan_events'))).toMatchObject({ error: { code: 'not_signed_in' } });
		expect(sent.map(({ token }) => token)).toEqual(['Bearer old', null]);
	});

	it.each<[string, () => Response]>([
		[
			'no network',
			() => {
				throw new TypeError('Failed to fetch');
			},
		],
		['a gateway in between', () => new Response('<html>', { status: 502 })],
		['a hotel that answers for the server', () => new Response('<html>Welcome')],
	])('with %s finds the server away', async (_, response) => {
		answer = response;
		expect(await call(rpc('scan_events'))).toMatchObject({ error: { code: 'unavailable' } });
	});

	it('brings what the database refuses, with its detail', async () => {
		const body = { code: 'PT403', hint: 'device_revoked', details: '{"a":1}', message: 'm' };
		answer = () => Response.json(body, { status: 403 });
		expect(await call(rpc('scan_events'))).toEqual({
			ok: false,
			error: { code: 'device_revoked', detail: { a: 1 } },
		});
	});
});
