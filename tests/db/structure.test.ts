import type { PGlite } from '@electric-sql/pglite';
import { beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from './helpers';

let db: PGlite;
beforeAll(async () => {
	db = await freshDatabase();
});
const list = async (sql: string): Promise<string[]> =>
	(await db.query<{ x: string }>(sql)).rows.map((row) => row.x);

/** What a browser may call: whoever adds a function for browsers names it here too. */
const ANON_CALLS = ['event_by_id', 'event_divisions'];
const SIGNED_IN_CALLS = [
	...ANON_CALLS,
	'annul_scan',
	'audit_page',
	'cancel_join',
	'change_registrations',
	'claim_person',
	'decide_join',
	'desk_event',
	'desk_events',
	'enroll_device',
	'ensure_person',
	'erase_audit_payload',
	'event_attendance',
	'event_counts',
	'event_devices',
	'event_staff',
	'event_team_divisions',
	'event_teams',
	'find_person',
	'give_grant',
	'list_registrations',
	'mark_notifications_read',
	'my_passes',
	'my_passes_due',
	'open_join_requests',
	'record_scans',
	'request_join',
	'revoke_device',
	'revoke_grant',
	'save_event',
	'scan_events',
	'scan_roster',
	'set_event_status',
	'union_staff',
	'update_profile',
	'use_locale',
	'waiting_join_requests',
	'withdraw',
].sort();

/** What only the server may call, because TypeScript has decided something before. */
const SERVER_CALLS = [
	...ANON_CALLS,
	'add_union',
	'appoint_first_admin',
	'audit_break',
	'claim_deliveries',
	'expire_deliveries',
	'queue_deliveries',
	'finish_delivery',
	'import_registrations',
	'limit_account',
	'passes_due',
	'publish_pass_key',
	'register',
	'reveal_event_identities',
	'reveal_identity',
	'store_passes',
	'take_token',
	'waiting_deliveries',
].sort();

/** Helpers outside `public` that policies and the wrappers above need, beyond one of their own name. */
const ANON_HELPERS = ['granted_events', 'granted_unions', 'may', 'may_union', 'person_id', 'raise'];
const SIGNED_IN_HELPERS = [
	...ANON_HELPERS,
	'checkin_events',
	'counting_period',
	'limit_caller',
	'registered_events',
	'staff',
];

const ANON_TABLES = [
	'checkpoints',
	'division_places',
	'divisions',
	'events',
	'pass_keys',
	'unions',
];
const SIGNED_IN_TABLES = [
	...ANON_TABLES,
	'attendances',
	'audit_log',
	'audit_payloads',
	'devices',
	'grants',
	'notifications',
	'passes',
	'people',
	'registration_history',
	'scan_annulments',
	'scans',
	'standing_scans',
	'union_join_requests',
].sort();

describe('tables', () => {
	test('each has row-level security and at least one policy', async () => {
		expect(
			await list(`select relname as x from pg_class c
				where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
				and (not relrowsecurity or not exists (select from pg_policy where polrelid = c.oid))`),
		).toEqual([]);
	});

	test('every view asks with the rights of the reader', async () => {
		expect(
			await list(`select relname as x from pg_class
				where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
				and (relkind = 'm' or not coalesce(reloptions @> '{security_invoker=true}', false))`),
		).toEqual([]);
	});

	test.each([
		['anon', ANON_TABLES],
		['authenticated', SIGNED_IN_TABLES],
	] as const)('%s may read the tables named here, and write none', async (role, tables) => {
		const privileges = await list(`select c.relname || ' ' || p as x
			from pg_class c cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',
				'REFERENCES', 'TRIGGER']) p
			where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
				and c.relkind in ('r', 'p', 'v', 'm') and has_table_privilege('${role}', c.oid, p)
			order by 1`);
		expect(privileges).toEqual(tables.map((table) => `${table} SELECT`));
	});

	test('of registrations every column is read but one, and no other table is granted by columns', async () => {
		expect(
			await list(`select distinct attrelid::regclass || ' ' || a.grantee::regrole || ' ' || a.privilege_type as x
				from pg_attribute, aclexplode(attacl) a
				where a.grantee in ('anon'::regrole, 'authenticated'::regrole)
				and attrelid::regclass::text !~ '^(auth|storage)\\.'`),
		).toEqual(['registrations authenticated SELECT']);
		expect(
			await list(`select attname as x from pg_attribute where attrelid = 'public.registrations'::regclass
				and attnum > 0 and not attisdropped
				and not has_column_privilege('authenticated', attrelid, attnum, 'SELECT')`),
		).toEqual(['blocked_reason']);
	});

	test('no browser holds a right on sequences', async () => {
		expect(
			await list(`select c.relname as x from pg_class c cross join unnest(array['anon', 'authenticated']) r
				where c.relkind = 'S' and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
				and has_sequence_privilege(r, c.oid, 'USAGE, SELECT, UPDATE')`),
		).toEqual([]);
	});

	test('every foreign key is led by an index that covers all rows', async () => {
		expect(
			await list(`select conrelid::regclass || ': ' || conname as x from pg_constraint c
				where contype = 'f' and connamespace in ('public'::regnamespace, 'private'::regnamespace)
				and not exists (select from pg_index i
					where i.indrelid = c.conrelid and i.indkey[0] = any (c.conkey) and i.indpred is null)
				order by 1`),
		).toEqual([]);
	});

	test('every column that a policy compares leads an index', async () => {
		// The columns of the policy's own table that its condition names.
		const unindexed = await list(`select distinct c.relname || '.' || a.attname as x
			from pg_policy p
			join pg_class c on c.oid = p.polrelid
			join pg_depend d on d.classid = 'pg_policy'::regclass and d.objid = p.oid
				and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid and d.refobjsubid > 0
			join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
			where c.relnamespace = 'public'::regnamespace
			and not exists (select from pg_index i where i.indrelid = c.oid and i.indkey[0] = a.attnum)
			order by 1`);
		// Of three kinds, beside others that are indexed: reading the whole list of events is meant.
		expect(unindexed).toEqual(['events.visibility']);
	});
});

describe('functions', () => {
	test('none that the API exposes runs with the rights of its owner', async () => {
		expect(
			await list(`select oid::regprocedure::text as x from pg_proc
				where pronamespace = 'public'::regnamespace and prosecdef`),
		).toEqual([]);
	});

	test('each fixes its search path to nothing', async () => {
		expect(
			await list(`select oid::regprocedure::text as x from pg_proc
				where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
				and not coalesce('search_path=""' = any (proconfig), false)`),
		).toEqual([]);
	});

	const calls = (role: string, schema: string) =>
		list(`select distinct proname as x from pg_proc where pronamespace = '${schema}'::regnamespace
			and prorettype <> 'trigger'::regtype and has_function_privilege('${role}', oid, 'execute') order by 1`);

	test.each([
		['anon', ANON_CALLS],
		['authenticated', SIGNED_IN_CALLS],
		['service_role', SERVER_CALLS],
	] as const)('%s may call the functions named here, and no other', async (role, names) => {
		expect(await calls(role, 'public')).toEqual(names);
	});

	test.each([
		['anon', ANON_CALLS, ANON_HELPERS],
		['authenticated', SIGNED_IN_CALLS, SIGNED_IN_HELPERS],
	] as const)('%s reaches no other helper than those', async (role, names, helpers) => {
		const extra = (await calls(role, 'private')).filter((name) => !names.includes(name));
		expect(extra).toEqual([...helpers].sort());
	});

	test('no trigger function can be called, and none is left to everybody', async () => {
		expect(
			await list(`select oid::regprocedure::text as x from pg_proc p
				where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
				and (proacl is null or exists (select from aclexplode(proacl) a where a.grantee = 0))`),
		).toEqual([]);
	});
});
