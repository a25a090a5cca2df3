/** Days of the calendar in an event's own time zone. */

const formats = new Map<string, Intl.DateTimeFormat>();

function format(timeZone: string): Intl.DateTimeFormat {
	let found = formats.get(timeZone);
	if (!found) {
		// en-CA writes year-month-day; made once, because making one costs more than many decisions.
		found = new Intl.DateTimeFormat('en-CA', {
			timeZone,
			year: 'numeric',
			month: '2-digit',
			day: '2-digit',
		});
		formats.set(timeZone, found);
	}
	return found;
}

/** The day (YYYY-MM-DD) that a time falls on in a time zone. Throws RangeError for a zone unknown. */
export function dayIn(timeZone: string, at: number): string {
	return format(timeZone).format(at);
}
