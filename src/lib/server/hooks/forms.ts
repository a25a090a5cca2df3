import { error, type Handle } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages';
import { notFound } from '../guards';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * What is sent to a page: from this site alone, whatever its type (Kit looks at forms only), and
 * when it cannot be read, that is the sender's mistake and not a failure of ours.
 */
export const forms: Handle = ({ event, resolve }) => {
	const { request, url } = event;
	if (SAFE.has(request.method)) return resolve(event);
	const origin = request.headers.get('origin');
	if (origin !== null && origin !== url.origin) {
		error(403, { code: 'not_permitted', message: m.errors_not_permitted() });
	}
	const action = [...url.searchParams.keys()].find((key) => key.startsWith('/'))?.slice(1);
	// Names that every object has, and the one that Kit keeps for itself.
	if (action !== undefined && (action === 'default' || action in Object.prototype)) notFound();

	const read = request.formData.bind(request);
	request.formData = () => read().catch(refuse);
	return resolve(event);
};

function refuse(cause: unknown): never {
	// The server's own limit, BODY_SIZE_LIMIT, counts while the body is read.
	const tooLarge = (cause as { status?: number }).status === 413;
	if (tooLarge) error(413, { code: 'batch_too_large', message: m.errors_batch_too_large() });
	error(400, { code: 'invalid_input', message: m.errors_invalid_input() });
}
