import { m } from '$lib/paraglide/messages';
import type { Sex } from '$lib/shared/formats/idNumber';
import { padTwoCharacterName } from '$lib/shared/formats/personName';
import { dayIn, timeIn } from '$lib/shared/time';
import { compareEntries } from '../domain/order';

/** A registration as the lists show it. */
export interface ExportEntry {
	entryNo: number | null;
	/** The area of the team; decides the order. */
	regionCode: string | null;
	teamName: string | null;
	name: string;
	sex: Sex | null;
	/** Present only where the list may carry it; every such export is logged by its caller. */
	idNumber: string | null;
	phone: string | null;
	employer: string | null;
	divisionNumber: number;
	divisionName: string;
	tradeYears: number | null;
	skillLevel: string | null;
	note: string | null;
	/** ISO instant of the first arrival, or null. */
	checkedInAt: string | null;
}

export interface ExportOptions {
	eventName: string;
	timeZone: string;
	now: Date;
	/** The summary sheet then has a column of ID numbers. */
	withIdNumbers: boolean;
	/** Printed rosters pad names of two characters; files don't, so that they can be searched. */
	forPrint: boolean;
}

export type ExportKind = 'summary' | 'sign_in';

export interface ExportColumn {
	header: string;
	/** In characters. */
	width: number;
	/** Texts stay texts: a phone or ID number is never a number. */
	kind: 'text' | 'number';
}

/** A list ready to be written as a file or shown as a table: the same content in every form. */
export interface ExportDocument {
	/** 报名汇总表, 签到表 */
	name: string;
	title: string;
	/** The line for the stamp; null where the paper has none. */
	subtitle: string | null;
	columns: ExportColumn[];
	rows: (string | number | null)[][];
	/** The last line, such as 合计 | 106人; null where there is none. */
	total: (string | null)[] | null;
}

interface Column extends ExportColumn {
	value: (entry: ExportEntry, index: number) => string | number | null;
}

/** Makes a list of entries, in the official order of regions. */
export function exportDocument(
	kind: ExportKind,
	entries: readonly ExportEntry[],
	options: ExportOptions,
): ExportDocument {
	const columns = kind === 'summary' ? summaryColumns(options) : signInColumns(options);
	const sorted = [...entries].sort(compareEntries);
	const name =
		kind === 'summary' ? m.registrations_export_summary() : m.registrations_export_sign_in();
	return {
		name,
		title: m.registrations_export_title({ event: options.eventName, document: name }),
		subtitle: kind === 'summary' ? sealLine(options) : null,
		columns: columns.map(({ header, width, kind }) => ({ header, width, kind })),
		rows: sorted.map((entry, index) => columns.map((column) => column.value(entry, index))),
		total: kind === 'summary' ? totalLine(columns.length, sorted.length) : null,
	};
}

/** Lines of a blank sheet that are prepared for people. */
const BLANK_LINES = 60;

/** A blank 报名汇总表 to be filled in and imported: texts from the start, so that IDs keep their digits. */
export function templateDocument(eventName: string, divisions: readonly string[]): ExportDocument {
	const columns = summaryColumns({ withIdNumbers: true, forPrint: false });
	const name = m.registrations_export_summary();
	return {
		name,
		title: m.registrations_export_title({ event: eventName, document: name }),
		subtitle: m.registrations_import_template_hint({ divisions: divisions.join('、') }),
		columns: columns.map(({ header, width, kind }) => ({ header, width, kind })),
		rows: Array.from({ length: BLANK_LINES }, (_, index) =>
			columns.map((_column, at) => (at === 0 ? index + 1 : null)),
		),
		total: null,
	};
}

function summaryColumns(options: Pick<ExportOptions, 'withIdNumbers' | 'forPrint'>): Column[] {
	const columns = [
		seq(),
		text(m.registrations_export_team(), 12, (e) => e.teamName),
		name(options),
		text(m.registrations_export_sex(), 6, (e) => sexText(e.sex)),
		text(m.registrations_export_id_number(), 22, (e) => e.idNumber),
		text(m.registrations_export_employer(), 28, (e) => e.employer),
		text(m.registrations_export_trade(), 14, (e) => e.divisionName),
		number(m.registrations_export_trade_years(), 10, (e) => e.tradeYears),
		text(m.registrations_export_skill_level(), 14, (e) => e.skillLevel),
		text(m.registrations_export_phone(), 16, (e) => e.phone),
		text(m.registrations_export_note(), 16, (e) => e.note),
	];
	const idHeader = m.registrations_export_id_number();
	return options.withIdNumbers ? columns : columns.filter((c) => c.header !== idHeader);
}

/** Of a phone only its tail: the sheet lies on a table by the door. */
function signInColumns(options: ExportOptions): Column[] {
	return [
		seq(),
		text(m.registrations_export_team(), 12, (e) => e.teamName),
		name(options),
		text(m.registrations_export_employer(), 26, (e) => e.employer),
		text(m.registrations_export_trade(), 14, (e) => e.divisionName),
		text(m.registrations_export_phone_tail(), 12, (e) => e.phone?.slice(-4) ?? null),
		text(m.registrations_export_time(), 12, (e) =>
			e.checkedInAt ? timeIn(e.checkedInAt, options.timeZone) : null,
		),
		text(m.registrations_export_signature(), 18, () => null),
	];
}

function seq(): Column {
	const value = (_: ExportEntry, index: number) => index + 1;
	return { header: m.registrations_export_seq(), width: 7, kind: 'number', value };
}

function name({ forPrint }: Pick<ExportOptions, 'forPrint'>): Column {
	return text(m.registrations_export_name(), 12, (entry) =>
		forPrint ? padTwoCharacterName(entry.name) : entry.name,
	);
}

function text(header: string, width: number, value: (e: ExportEntry) => string | null): Column {
	return { header, width, kind: 'text', value };
}

function number(header: string, width: number, value: (e: ExportEntry) => number | null): Column {
	return { header, width, kind: 'number', value };
}

function sexText(sex: Sex | null): string | null {
	if (sex === null) return null;
	return sex === 'male' ? m.registrations_import_male() : m.registrations_import_female();
}

function sealLine({ now, timeZone }: ExportOptions): string {
	const [year, month, day] = dayIn(now, timeZone).split('-').map(Number) as [
		number,
		number,
		number,
	];
	const date = m.registrations_export_date({ year, month, day });
	return m.registrations_export_seal_line({ date });
}

function totalLine(columns: number, count: number): (string | null)[] {
	return Array.from({ length: columns }, (_, index) => {
		if (index === 0) return m.registrations_export_total();
		return index === 2 ? m.registrations_export_total_people({ count }) : null;
	});
}
