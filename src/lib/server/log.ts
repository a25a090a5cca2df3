import pino, { type LevelWithSilent } from 'pino';

const LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;

function level(): LevelWithSilent {
	const wanted = LEVELS.find((l) => l === process.env.LOG_LEVEL);
	return wanted ?? (process.env.VITEST ? 'silent' : 'info');
}

/**
 * The server's log: one JSON object a line on standard output. Never put a name, phone, address,
 * number or token in it: ids and counts only.
 */
export const log = pino({
	level: level(),
	base: null,
	timestamp: pino.stdTimeFunctions.isoTime,
	formatters: { level: (label) => ({ level: label }) },
});
