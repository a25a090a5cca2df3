/** Days of a month (1–12) in the Gregorian calendar. */
function daysInMonth(year: number, month: number): number {
	return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Whether a text is a day that exists, written `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
	const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
	if (!match) return false;
	const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
	return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/**
 * Completed years of life (周岁) on a day, counted from the birthday itself. Someone born on
 * 29 February completes a year on 1 March where there is no 29 February.
 *
 * @param birthDate `YYYY-MM-DD`
 * @param onDate `YYYY-MM-DD`
 */
export function ageOn(birthDate: string, onDate: string): number {
	const years = Number(onDate.slice(0, 4)) - Number(birthDate.slice(0, 4));
	return onDate.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
