import { error, text } from '@sveltejs/kit';
import { same } from '$lib/server/embedded/gate';
import { serverSettings } from '$lib/server/env';
import { renderMetrics } from '$lib/server/metrics';
import { isLocal } from '$lib/server/net';

/** For Prometheus: from this machine, or with `Authorization: Bearer METRICS_TOKEN`. */
export function GET(event) {
	const token = serverSettings().metricsToken;
	const given = event.request.headers.get('authorization') ?? '';
	const allowed = token ? same(given, `Bearer ${token}`) : isLocal(event);
	if (!allowed) error(404, { code: 'not_found', message: 'Not Found' });
	return text(renderMetrics(), {
		headers: {
			'content-type': 'text/plain; version=0.0.4; charset=utf-8',
			'cache-control': 'no-store',
		},
	});
}
