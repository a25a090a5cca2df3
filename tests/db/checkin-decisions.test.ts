import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fixture from '../fixtures/checkin-decisions.json';
import { freshDatabase } from './helpers';

let db: PGlite;
beforeAll(async () => {
	db = await freshDatabase();
});
afterAll(() => db.close());

describe('the decision in SQL says what the decision on the device says', () => {
	it.each(fixture.cases)('$name', async ({ input, expected }) => {
		const { rows } = await db.query<{ verdict: unknown }>(
			'select private.decide_scan($1) as verdict',
			[JSON.stringify(input)],
		);
		expect(rows[0]?.verdict).toEqual(expected);
	});
});
