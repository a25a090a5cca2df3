import { deserialize } from '$app/forms';
import * as v from 'valibot';
import { checkRows } from '../domain/import/check';
import type { ImportContext } from '../domain/import/context';
import { applyCorrections, correctionKey, type Corrections } from '../domain/import/corrections';
import type { ImportField, Mapping } from '../domain/import/fields';
import { changeMapping, missingFields, suggestMapping } from '../domain/import/header';
import type { ImportPlan } from '../domain/import/plan';
import { readRows } from '../domain/import/rows';
import type { ImportWork } from './check';
import {
	corrections as correctionsSchema,
	mapping as mappingSchema,
	packedSheet,
	unpackGrid,
	type PackedSheet,
} from './sheet';
import { corrected, plansByRow, shownRows } from './view';

/** Typing pauses this long before the server is asked what an import would do. */
const PAUSE_MS = 600;

/**
 * An import as it stands on the page: the sheet, the choice of columns, the mends, and what follows
 * from them. It outlives a reload in sessionStorage, which belongs to one tab and ends with it: sheets
 * carry ID numbers, and localStorage would keep those on a shared office computer.
 */
export class ImportSession {
	sheet = $state.raw<PackedSheet | null>(null);
	mapping = $state.raw<Mapping>({});
	corrections = $state.raw<Corrections>({});
	/** What the server would do with each row; null while it is not known. */
	plan = $state.raw<ImportPlan | null>(null);
	/** The row that the database refused, and why; until something is changed. */
	refused = $state.raw<{ rowKey: string; text: string } | null>(null);
	/** The browser had no room to keep the sheet through a reload. */
	notKept = $state(false);

	#context: () => ImportContext;
	#store: string;
	#asked = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	grid = $derived(this.sheet ? unpackGrid(this.sheet) : []);
	read = $derived(
		this.sheet ? readRows(this.grid, this.sheet.header, this.mapping) : { rows: [], skipped: [] },
	);
	original = $derived.by(() => checkRows(this.read.rows, this.#context()));
	checked = $derived.by(() => {
		const { rows, skipped } = applyCorrections(this.read.rows, this.corrections);
		return checkRows(rows, this.#context(), skipped);
	});
	planned = $derived(this.plan && plansByRow(this.plan));
	shown = $derived(shownRows(this.original, this.checked, this.corrections, this.planned));
	missing = $derived.by(() => {
		const { event, teams } = this.#context();
		return missingFields(this.mapping, {
			identity: event.needsIdentity,
			team: teams.length > 0,
			tradeYears: event.minTradeYears !== null,
		});
	});

	/**
	 * @param store names the place where the work is kept: of one person and one event
	 * @param work what a page without scripts posted, or null
	 */
	constructor(
		context: () => ImportContext,
		store: string,
		work: ImportWork | null,
		plan: ImportPlan | null,
	) {
		this.#context = context;
		this.#store = store;
		if (!work) return;
		this.sheet = work.sheet;
		this.mapping = work.mapping;
		this.corrections = work.corrections;
		this.plan = plan;
	}

	/** Begins with a sheet that was just read. */
	open(sheet: PackedSheet): void {
		this.sheet = sheet;
		this.mapping = suggestMapping(sheet.header.headers);
		this.corrections = {};
		this.refused = null;
		this.#keep('sheet', sheet);
		this.#changed();
	}

	/** All of the sheet is in: it stays on the page, and the next visit begins with choosing a file. */
	finish(): void {
		sessionStorage.removeItem(`${this.#store}:sheet`);
		sessionStorage.removeItem(`${this.#store}:work`);
	}

	/** Puts the sheet away: from this page and from the browser. */
	close(): void {
		clearTimeout(this.#timer);
		this.#asked++;
		this.sheet = null;
		this.corrections = {};
		this.plan = null;
		this.refused = null;
		this.finish();
	}

	/** Takes up the work that this tab kept, if it kept any. */
	restore(): void {
		if (this.sheet) return;
		const sheet = v.safeParse(packedSheet, kept(`${this.#store}:sheet`));
		if (!sheet.success) return;
		const work = v.safeParse(
			v.object({ mapping: mappingSchema, corrections: correctionsSchema }),
			kept(`${this.#store}:work`),
		);
		this.sheet = sheet.output;
		this.mapping = work.success ? work.output.mapping : suggestMapping(sheet.output.header.headers);
		this.corrections = work.success ? work.output.corrections : {};
		this.askPlan(0);
	}

	map(column: number, field: ImportField | null): void {
		this.mapping = changeMapping(this.mapping, column, field);
		this.#changed();
	}

	/** Writes a value into a row, or takes the mend back with null. */
	mend(rowKey: string, field: ImportField, text: string | null): void {
		const row = this.read.rows.find((one) => one.key === rowKey);
		const original = String(row?.values[field] ?? '');
		const key = correctionKey(rowKey, field);
		this.corrections = corrected(this.corrections, key, text, original);
		this.#changed();
	}

	/** Leaves rows out, or takes them in again. */
	leaveOut(rowKeys: readonly string[], out: boolean): void {
		for (const rowKey of rowKeys) {
			const key = correctionKey(rowKey, 'skip');
			this.corrections = corrected(this.corrections, key, out ? '1' : null, '');
		}
		this.#changed();
	}

	/** What the server needs to examine or store the sheet. */
	fill(form: FormData): void {
		form.set('sheet', JSON.stringify(this.sheet));
		form.set('mapping', JSON.stringify(this.mapping));
		form.set('corrections', JSON.stringify(this.corrections));
		form.set('scripted', '1');
	}

	/** Asks the server, after a pause, what an import would do now. */
	askPlan(pause = PAUSE_MS): void {
		clearTimeout(this.#timer);
		const turn = ++this.#asked;
		this.#timer = setTimeout(() => void this.#ask(turn), pause);
	}

	async #ask(turn: number): Promise<void> {
		if (!this.sheet) return;
		const form = new FormData();
		this.fill(form);
		try {
			const answer = await fetch('?/check', {
				method: 'POST',
				body: form,
				headers: { 'x-sveltekit-action': 'true' },
			});
			const result = deserialize<{ plan: ImportPlan }, never>(await answer.text());
			if (turn === this.#asked && result.type === 'success') this.plan = result.data?.plan ?? null;
		} catch (error) {
			// Without an answer the page counts good rows; the import itself asks again.
			if (!(error instanceof TypeError)) throw error;
		}
	}

	#changed(): void {
		this.plan = null;
		this.refused = null;
		this.#keep('work', { mapping: this.mapping, corrections: this.corrections });
		this.askPlan();
	}

	#keep(part: 'sheet' | 'work', value: unknown): void {
		try {
			sessionStorage.setItem(`${this.#store}:${part}`, JSON.stringify(value));
		} catch (error) {
			if (!(error instanceof DOMException)) throw error;
			this.notKept = true; // full, or forbidden: the page says so
		}
	}
}

function kept(key: string): unknown {
	try {
		return JSON.parse(sessionStorage.getItem(key) ?? 'null');
	} catch (error) {
		if (error instanceof SyntaxError || error instanceof DOMException) return null;
		throw error;
	}
}
