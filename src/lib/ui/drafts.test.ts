import { beforeEach, describe, expect, it, vi } from 'vitest';
import { asTyped, isKept, putBack, sameTyped, typedIn, type DraftField } from './draft-fields';
import { dropDraft, dropOtherDrafts, keepDraft, readDraft } from './drafts';

const DAY = 24 * 60 * 60 * 1000;
let kept: Map<string, string>;

beforeEach(() => {
	kept = new Map();
	vi.stubGlobal('localStorage', {
		get length() {
			return kept.size;
		},
		key: (i: number) => [...kept.keys()][i] ?? null,
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
		removeItem: (key: string) => void kept.delete(key),
	});
});

describe('the drafts in a browser', () => {
	it('belong to one user and one place', () => {
		keepDraft('li', '/events/1/register', { trade_years: ['5'] });
		expect(readDraft('li', '/events/1/register')).toEqual({ trade_years: ['5'] });
		expect(readDraft('li', '/events/2/register')).toBeNull();
		expect(readDraft('wang', '/events/1/register')).toBeNull();
		dropDraft('li', '/events/1/register');
		expect(readDraft('li', '/events/1/register')).toBeNull();
	});

	it('of others go when somebody signs in, and all go at sign-out; other keys stay', () => {
		localStorage.setItem('theme', 'dark');
		keepDraft('li', '/a', 1);
		keepDraft('li', '/b', 2);
		keepDraft('wang', '/a', 3);
		dropOtherDrafts('wang');
		expect([readDraft('li', '/a'), readDraft('li', '/b'), readDraft('wang', '/a')]).toEqual([
			null,
			null,
			3,
		]);
		dropOtherDrafts(null);
		expect([...kept.keys()]).toEqual(['theme']);
	});

	it('are forgotten after two weeks, and when they are not ours', () => {
		const now = Date.now();
		keepDraft('li', '/a', 1, now - 13 * DAY);
		keepDraft('li', '/b', 1, now - 15 * DAY);
		expect(readDraft('li', '/a', now)).toBe(1);
		expect(readDraft('li', '/b', now)).toBeNull();
		kept.set('huijiang:draft:li:/c', '{"at":');
		expect(readDraft('li', '/c')).toBeNull();
		expect(kept.size).toBe(1);
	});

	it('do not stop a form where the browser has no room', () => {
		const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
		vi.stubGlobal('localStorage', {
			setItem: () => {
				throw new DOMException('full', 'QuotaExceededError');
			},
		});
		expect(() => keepDraft('li', '/a', 1)).not.toThrow();
		expect(warn).toHaveBeenCalledOnce();
	});
});

const field = (of: Partial<DraftField> & { name: string }): DraftField => ({
	type: 'text',
	value: '',
	...of,
});

describe('what a draft holds', () => {
	it.each(['id_number', 'leader.id_number', 'identity_number', 'password', 'new_password', 'code'])(
		'is never a field called %s',
		(name) => {
			expect(isKept(field({ name, value: 'x' }))).toBe(false);
		},
	);

	it.each(['division_id', 'employer', 'trade_years', 'phone', 'postcode_area', 'unit_number'])(
		'may be a field called %s',
		(name) => {
			expect(isKept(field({ name }))).toBe(true);
		},
	);

	it('is nothing hidden, nothing of a file, nothing marked as private or not to be changed', () => {
		for (const type of ['hidden', 'password', 'file', 'submit']) {
			expect(isKept(field({ name: 'a', type })), type).toBe(false);
		}
		expect(isKept(field({ name: 'a', dataset: { private: '' } }))).toBe(false);
		expect(isKept(field({ name: 'a', readOnly: true }))).toBe(false);
		expect(isKept(field({ name: 'a', disabled: true }))).toBe(false);
	});

	const form = () => [
		field({ name: 'employer', value: '合肥家政' }),
		field({ name: 'row', value: '1' }),
		field({ name: 'row', value: '2' }),
		field({ name: 'division_id', type: 'radio', value: 'a' }),
		field({ name: 'division_id', type: 'radio', value: 'b', checked: true }),
		field({ name: 'consents.rules', type: 'checkbox', value: 'on', checked: false }),
		field({ name: 'id_number', value: '340102199003071234' }),
	];

	it('comes back as it was, unticked boxes too, and only what differs is touched', () => {
		const typed = typedIn(form());
		expect(typed).toEqual({
			employer: ['合肥家政'],
			row: ['1', '2'],
			division_id: ['b'],
			'consents.rules': [],
		});
		const blank = form().map((f) => ({
			...f,
			value: f.checked === undefined && f.type === 'text' ? '' : f.value,
			checked: f.name === 'consents.rules',
		}));
		const changed = putBack(blank, typed);
		expect(changed.map((f) => f.name)).toEqual([
			'employer',
			'row',
			'row',
			'division_id',
			'consents.rules',
		]);
		expect(sameTyped(typedIn(blank), typed)).toBe(true);
		expect(putBack(blank, typed)).toEqual([]);
	});

	it('leaves alone what it does not know, also under the name of a built-in', () => {
		const fields = [field({ name: 'toString', value: 'x' }), field({ name: 'new', value: 'y' })];
		expect(putBack(fields, { employer: ['z'] })).toEqual([]);
	});

	it('is refused in any other shape', () => {
		for (const value of [null, 1, 'a', [], {}, { a: 1 }, { a: [1] }]) {
			expect(asTyped(value)).toBeNull();
		}
		expect(asTyped({ a: ['1'], b: 2 })).toEqual({ a: ['1'] });
	});
});
