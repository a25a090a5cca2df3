/** Dates and times as people here write them. Pure: the zone and the language are arguments. */

const formats = new Map<string, Intl.DateTimeFormat>();
function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = locale + JSON.stringify(options);
	let f = formats.get(key);
	if (!f) formats.set(key, (f = new Intl.DateTimeFormat(locale, options)));
	return f;
}

export const DEFAULT_ZONE = 'Asia/Shanghai';

/** The calendar day of an instant in a zone, as YYYY-MM-DD. */
export function dayIn(instant: Date | string, timeZone = DEFAULT_ZONE): string {
	return format('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(instant));
}

/** The wall time of an instant in a zone, as HH:MM. */
export function timeIn(instant: Date | string, timeZone = DEFAULT_ZONE): string {
	return format('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(
		new Date(instant),
	);
}

/** As `now` where the year is always told: on paper and in records, which are read years later. */
export const WITH_YEAR = new Date(0);

/** The year is told only when it is not the current one. */
function yearWhenOther(
	instant: Date | string,
	now: Date,
	timeZone: string,
): Intl.DateTimeFormatOptions {
	const sameYear = dayIn(instant, timeZone).slice(0, 4) === dayIn(now, timeZone).slice(0, 4);
	return sameYear ? {} : { year: 'numeric' };
}

/** For example 10月14日 星期五. */
export function longDay(
	instant: Date | string,
	locale: string,
	now: Date,
	timeZone = DEFAULT_ZONE,
): string {
	return format(locale, {
		timeZone,
		month: 'long',
		day: 'numeric',
		weekday: 'long',
		...yearWhenOther(instant, now, timeZone),
	}).format(new Date(instant));
}

/** For example 10月14日, or 2022年10月14日. */
export function shortDay(
	instant: Date | string,
	locale: string,
	now: Date,
	timeZone = DEFAULT_ZONE,
): string {
	return format(locale, {
		timeZone,
		month: locale.startsWith('zh') ? 'long' : 'short',
		day: 'numeric',
		...yearWhenOther(instant, now, timeZone),
	}).format(new Date(instant));
}

/** 10月14日 08:30 */
export function dayAndTime(
	instant: Date | string,
	locale: string,
	now: Date,
	timeZone = DEFAULT_ZONE,
): string {
	return `${shortDay(instant, locale, now, timeZone)} ${timeIn(instant, timeZone)}`;
}

/** A span as short as it can be said: 10月14日 08:30–17:00, or 10月14日 08:30–10月15日 17:00. */
export function span(
	from: Date | string,
	to: Date | string,
	locale: string,
	now: Date,
	timeZone = DEFAULT_ZONE,
): string {
	return dayIn(from, timeZone) === dayIn(to, timeZone)
		? `${dayAndTime(from, locale, now, timeZone)}–${timeIn(to, timeZone)}`
		: `${dayAndTime(from, locale, now, timeZone)}–${dayAndTime(to, locale, now, timeZone)}`;
}

/** A span with its year and both hours, as papers say it: 2026年10月14日 09:00–10月15日 17:00. */
export function fullSpan(
	from: Date | string,
	to: Date | string,
	locale: string,
	timeZone = DEFAULT_ZONE,
): string {
	const end =
		dayIn(from, timeZone) === dayIn(to, timeZone)
			? timeIn(to, timeZone)
			: dayAndTime(to, locale, new Date(from), timeZone);
	return `${dayAndTime(from, locale, WITH_YEAR, timeZone)}–${end}`;
}

/**
 * The instant of a wall time such as 2026-10-14T08:30 in a zone; null when the text is no time.
 * China keeps one offset all year; for zones with summer time the second pass settles the offset.
 */
export function instantOf(wall: string, timeZone = DEFAULT_ZONE): Date | null {
	if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(wall)) return null;
	const asUtc = Date.parse(`${wall}Z`);
	if (Number.isNaN(asUtc)) return null;
	let instant = asUtc;
	for (let i = 0; i < 2; i++) {
		const shown = wallTime(new Date(instant), timeZone);
		instant += asUtc - Date.parse(`${shown}Z`);
	}
	return new Date(instant);
}

/** The wall time of an instant for a datetime-local input: 2026-10-14T08:30. */
export function wallTime(instant: Date | string, timeZone = DEFAULT_ZONE): string {
	const text = format('sv-SE', {
		timeZone,
		dateStyle: 'short',
		timeStyle: 'medium',
	}).format(new Date(instant));
	return text.replace(' ', 'T').slice(0, 16);
}

/** Whole days from one instant to another, by the calendar of the zone. */
export function daysBetween(
	from: Date | string,
	to: Date | string,
	timeZone = DEFAULT_ZONE,
): number {
	return Math.round(
		(Date.parse(dayIn(to, timeZone)) - Date.parse(dayIn(from, timeZone))) / 86_400_000,
	);
}
