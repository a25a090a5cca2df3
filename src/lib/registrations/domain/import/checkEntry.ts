import { compact, tidy, toHalfWidth } from '$lib/shared/formats/text';
import type { CheckedValues, ImportContext } from './context';
import type { Report } from './checkPerson';
import type { Matchers } from './match';
import type { RawValue, SheetRow } from './rows';

type EntryValues = Pick<
	CheckedValues,
	| 'unionId'
	| 'teamName'
	| 'divisionId'
	| 'trade'
	| 'tradeYears'
	| 'employer'
	| 'skillLevel'
	| 'note'
>;

/** What the person of a row enters: for which team, in which trade, with what experience. */
export function checkEntry(
	{ values: raw }: SheetRow,
	context: ImportContext,
	matchers: Matchers,
	report: Report,
): EntryValues {
	const trade = text(raw.trade);
	return {
		...checkTeam(text(raw.team), context, matchers, report),
		divisionId: checkTrade(trade, context, matchers, report),
		trade,
		tradeYears: checkYears(raw.trade_years, context.event.minTradeYears, report),
		employer: text(raw.employer),
		skillLevel: text(raw.skill_level),
		// Kept as text whatever it looks like: it is the exports' duty that no formula ever runs.
		note: text(raw.note),
	};
}

function checkTeam(
	found: string | null,
	{ teams }: ImportContext,
	matchers: Matchers,
	report: Report,
): Pick<EntryValues, 'unionId' | 'teamName'> {
	if (found === null) {
		if (teams.length > 0) report('team', { code: 'team_missing' });
		return { unionId: null, teamName: null };
	}
	if (teams.length === 0) return { unionId: null, teamName: found };
	const match = matchers.team(found);
	if (match.kind === 'match') return { unionId: match.value.unionId, teamName: match.value.name };
	if (match.kind === 'choice') {
		report('team', { code: 'team_choice', found, offers: match.offers }, 'choice');
	} else {
		report('team', { code: 'team_unknown', found });
	}
	return { unionId: null, teamName: found };
}

function checkTrade(
	found: string | null,
	{ divisions }: ImportContext,
	matchers: Matchers,
	report: Report,
): string | null {
	if (found === null) {
		report('trade', { code: 'trade_missing' });
		return null;
	}
	const match = matchers.division(found);
	if (match.kind === 'match') return match.value.id;
	if (match.kind === 'choice') {
		report('trade', { code: 'trade_choice', found, offers: match.offers }, 'choice');
	} else {
		const known = divisions.map((division) => division.name);
		report('trade', { code: 'trade_unknown', found, known });
	}
	return null;
}

function checkYears(raw: RawValue | undefined, min: number | null, report: Report): number | null {
	if (raw === undefined) {
		if (min !== null) report('trade_years', { code: 'trade_years_missing', min });
		return null;
	}
	const years = readYears(raw);
	if (years === null) {
		report('trade_years', { code: 'trade_years_unreadable', found: String(raw) });
		return null;
	}
	if (min !== null && years < min) {
		report('trade_years', { code: 'trade_years_below', years, min });
	}
	return years;
}

/** 5, `5年`, `２.５ 年`, `3年6个月`; at most 60, because more is a calendar year. */
function readYears(raw: RawValue): number | null {
	const match = /^(\d+(?:\.\d+)?)年?(?:(\d{1,2})个?月)?$/.exec(compact(toHalfWidth(String(raw))));
	if (!match) return null;
	const years = Number(match[1]) + Number(match[2] ?? 0) / 12;
	return years <= 60 ? Math.round(years * 100) / 100 : null;
}

function text(raw: RawValue | undefined): string | null {
	const value = tidy(String(raw ?? ''));
	return value === '' ? null : value;
}
