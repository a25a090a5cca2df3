/** Counters of this process since its start, in Prometheus' text form. */

type Labels = Record<string, string>;

const BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Histogram {
	counts: number[];
	sum: number;
	total: number;
}

const counters = new Map<string, number>();
const histograms = new Map<string, Histogram>();
const gauges = new Map<string, () => number>();

const HELP: Record<string, { type: 'counter' | 'gauge' | 'histogram'; text: string }> = {
	huijiang_requests_total: {
		type: 'counter',
		text: 'Requests answered, by class of route and status.',
	},
	huijiang_request_seconds: {
		type: 'histogram',
		text: 'Time to answer a request, by class of route.',
	},
	huijiang_errors_total: { type: 'counter', text: 'Unexpected errors.' },
	huijiang_mails_total: {
		type: 'counter',
		text: 'Mails by outcome: sent, retried, failed, expired, kept.',
	},
	huijiang_mail_queue: { type: 'gauge', text: 'Mails waiting to be sent.' },
	huijiang_database_queue: {
		type: 'gauge',
		text: 'Requests in or waiting for the embedded database.',
	},
	huijiang_realtime_sockets: { type: 'gauge', text: 'Connected live clients.' },
	huijiang_memory_bytes: { type: 'gauge', text: 'Resident memory.' },
	huijiang_uptime_seconds: { type: 'gauge', text: 'Seconds since the start.' },
};

gauges.set('huijiang_memory_bytes', () => process.memoryUsage.rss());
gauges.set('huijiang_uptime_seconds', () => Math.round(process.uptime()));

function keyOf(name: string, labels: Labels): string {
	const text = Object.entries(labels)
		.map(([k, v]) => `${k}="${v.replace(/[\\"\n]/g, '_')}"`)
		.join(',');
	return text ? `${name}{${text}}` : name;
}

/** Adds to a counter. Labels must come from a small fixed set. */
export function count(name: string, labels: Labels = {}, by = 1): void {
	const key = keyOf(name, labels);
	counters.set(key, (counters.get(key) ?? 0) + by);
}

/** Records how long something took, in seconds. */
export function observe(name: string, labels: Labels, seconds: number): void {
	const key = keyOf(name, labels);
	let h = histograms.get(key);
	if (!h) histograms.set(key, (h = { counts: BUCKETS.map(() => 0), sum: 0, total: 0 }));
	BUCKETS.forEach((limit, i) => {
		if (seconds <= limit) h.counts[i] = (h.counts[i] ?? 0) + 1;
	});
	h.sum += seconds;
	h.total++;
}

/** Names a value that is read when the metrics are asked for. */
export function gauge(name: string, read: () => number): void {
	gauges.set(name, read);
}

/** All metrics as text. */
export function renderMetrics(): string {
	const lines: string[] = [];
	for (const [name, { type, text }] of Object.entries(HELP)) {
		lines.push(`# HELP ${name} ${text}`, `# TYPE ${name} ${type}`);
		const mine = (key: string) => key === name || key.startsWith(`${name}{`);
		for (const [key, value] of counters) if (mine(key)) lines.push(`${key} ${value}`);
		for (const [key, read] of gauges) if (mine(key)) lines.push(`${key} ${read()}`);
		for (const [key, h] of histograms) if (mine(key)) lines.push(...renderHistogram(name, key, h));
	}
	return `${lines.join('\n')}\n`;
}

function renderHistogram(name: string, key: string, h: Histogram): string[] {
	const labels = key.slice(name.length + 1, -1);
	const comma = labels ? `${labels},` : '';
	const tail = labels ? `{${labels}}` : '';
	return [
		...BUCKETS.map((limit, i) => `${name}_bucket{${comma}le="${limit}"} ${h.counts[i]}`),
		`${name}_bucket{${comma}le="+Inf"} ${h.total}`,
		`${name}_sum${tail} ${h.sum}`,
		`${name}_count${tail} ${h.total}`,
	];
}
