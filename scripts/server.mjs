/**
 * The web server around the built app. Started by `npm start` under Node 24; everything it needs is in
 * build/ and node_modules/.
 */
import { loadDotEnv } from './lib/env.mjs';
import { setSecurityHeaders } from './lib/headers.mjs';
import { createServer } from 'node:http';

const root = new URL('../', import.meta.url);
loadDotEnv();

const host = process.env.HOST?.trim() || '127.0.0.1';
const wanted = process.env.PORT?.trim() || '5173';
/** After this long, requests still running are cut off. */
const STOP_MS = 10_000;

// The app learns the protocol and the client from these headers, which are always written here, so
// that nobody can send them. Otherwise a form posted over plain http would be refused.
process.env.PROTOCOL_HEADER = 'x-huijiang-protocol';
process.env.ADDRESS_HEADER = 'x-huijiang-client';
process.env.BODY_SIZE_LIMIT ??= '16M';
process.env.NODE_ENV ??= 'production';

const trustProxy = ['1', 'true'].includes(process.env.TRUST_PROXY?.trim() ?? '');
const isLoopback = (address = '') => /^(::1|(::ffff:)?127(\.\d+){3})$/.test(address);

/** @type {import('node:http').RequestListener | undefined} */
let app;
let stopping = false;

/** @param {import('node:http').IncomingMessage} req */
function describeClient(req) {
	const peer = req.socket.remoteAddress ?? '';
	const trusted = trustProxy || isLoopback(peer);
	const first = (/** @type {string} */ name) =>
		String(req.headers[name] ?? '')
			.split(',')[0]
			?.trim();
	// The nearest proxy appends the address that it saw; what stands before it anybody may have written.
	const forwarded = String(req.headers['x-forwarded-for'] ?? '')
		.split(',')
		.at(-1)
		?.trim();
	const protocol = trusted && first('x-forwarded-proto') === 'https' ? 'https' : 'http';
	req.headers['x-huijiang-protocol'] = protocol;
	req.headers['x-huijiang-client'] = (trusted && forwarded) || peer || '0.0.0.0';
	// The file handler fails on a range that ends before it begins; without one it sends all.
	const [, from, to] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(req.headers.range ?? '') ?? [];
	if (from === undefined || (to && Number(to) < Number(from))) delete req.headers.range;
	const forwardedHost = first('x-forwarded-host');
	if (trusted && forwardedHost) req.headers.host = forwardedHost;
}

/**
 * Reads away what is left of a body when the answer is already given (a sign-in that ran out, a foreign
 * origin): the app has paused it, and the next request on this connection would wait behind it for ever.
 * @param {import('node:http').IncomingMessage} req
 */
function dropRest(req) {
	if (req.complete) return;
	req.removeAllListeners('data');
	req.resume();
	const late = setTimeout(() => req.socket.destroy(), STOP_MS).unref();
	req.once('close', () => clearTimeout(late));
}

const server = createServer((req, res) => {
	describeClient(req);
	setSecurityHeaders(res, req.headers['x-huijiang-protocol'] === 'https');
	if (stopping) res.setHeader('connection', 'close');
	res.once('finish', () => dropRest(req));
	if (!app) {
		res.writeHead(503, { 'retry-after': '2', 'content-type': 'application/json' });
		res.end('{"status":"starting"}');
		return;
	}
	try {
		app(req, res);
	} catch (error) {
		// Thrown outside of any promise it would end the server and with it everybody's request.
		console.error('a request failed:', error instanceof Error ? error.stack : typeof error);
		if (!res.headersSent) res.writeHead(500);
		res.end();
	}
});
// Longer than the usual 60 s of a proxy, so that the proxy and not we end an idle connection.
server.keepAliveTimeout = 75_000;

server.on('upgrade', (req, socket, head) => {
	socket.on('error', () => socket.destroy());
	describeClient(req);
	if (!globalThis.huijiangRealtime?.upgrade(req, socket, head)) socket.destroy();
});

server.once('error', (error) => {
	const code = /** @type {NodeJS.ErrnoException} */ (error).code;
	if (code === 'EADDRINUSE') {
		fail(
			`Port ${wanted} on ${host} is taken by another program. ` +
				`Stop that program, or choose another port: PORT=${Number(wanted) + 1} npm start`,
		);
	}
	if (code === 'EACCES') {
		fail(`This user may not open port ${wanted}. Choose one above 1023: PORT=5173 npm start`);
	}
	if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
		fail(`HOST=${host} is not an address of this machine. Use 127.0.0.1, or 0.0.0.0 for all.`);
	}
	fail(error.message);
});

/** @param {string} message @returns {never} */
function fail(message) {
	console.error(`\n${message}\n`);
	process.exit(1);
}

if (!/^\d+$/.test(wanted) || Number(wanted) > 65535) {
	fail(`PORT must be a number, not "${wanted}".`);
}
await new Promise((listening) => server.listen(Number(wanted), host, () => listening(undefined)));

const bound = server.address();
const port = typeof bound === 'object' && bound ? bound.port : Number(wanted);
const shown =
	host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
const address = `http://${shown}:${port}`;
process.env.PORT = String(port);
process.env.HUIJIANG_ADDRESS = address;

// One request's stray failure must not end everybody's: it is told, and the server goes on.
process.on('unhandledRejection', (reason) => {
	console.error('unhandled rejection:', reason instanceof Error ? reason.stack : typeof reason);
});

async function stop() {
	if (stopping) process.exit(1); // asked twice: at once
	stopping = true;
	server.close();
	server.closeIdleConnections();
	const closed = new Promise((done) => server.once('close', done));
	const late = new Promise((done) => setTimeout(done, STOP_MS).unref());
	// Live clients reconnect by themselves; their sockets would keep the server open for ever.
	globalThis.huijiangServer?.disconnect();
	await Promise.race([closed, late]);
	server.closeAllConnections();
	await globalThis.huijiangServer?.close();
	process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT']) {
	process.on(signal, () => {
		stop().catch((error) => fail(error.stack ?? String(error)));
	});
}

try {
	const built = new URL('build/handler.js', root);
	const { handler } = await import(built.href);
	app = (req, res) =>
		handler(req, res, () => {
			res.writeHead(404).end();
		});
} catch (error) {
	const known = ['LockHeldError', 'SettingsError'];
	const { name, message, stack } = /** @type {Error} */ (error);
	fail(known.includes(name) ? message : (stack ?? message));
}

console.log(`\n  徽匠通 Huijiang is ready: ${process.env.ORIGIN || address}`);
const accounts = globalThis.huijiangServer?.accounts ?? [];
if (accounts.length > 0) {
	console.log('\n  Demonstration accounts:');
	for (const { role, email, password } of accounts) {
		console.log(`    ${email.padEnd(34)} ${password.padEnd(18)} ${role}`);
	}
}
console.log('\n  Stop with Ctrl+C.\n');
