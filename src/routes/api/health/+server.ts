import { json } from '@sveltejs/kit';
import { health } from '$lib/server/health';

export async function GET() {
	const state = await health();
	return json(state, {
		status: state.status === 'ok' ? 200 : 503,
		headers: { 'cache-control': 'no-store' },
	});
}
