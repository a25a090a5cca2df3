import { hash } from 'bcryptjs';
import { newId } from '$lib/shared/ids';
import type { Database, Row } from './database';

interface UserAttributes {
	email?: string;
	phone?: string;
	password?: string;
	email_confirm?: boolean;
	phone_confirm?: boolean;
	user_metadata?: Record<string, unknown>;
	app_metadata?: Record<string, unknown>;
}

const COLUMNS =
	'id, aud, role, email, phone, email_confirmed_at, phone_confirmed_at, confirmed_at, ' +
	'last_sign_in_at, raw_app_meta_data, raw_user_meta_data, created_at, updated_at';

/**
 * The part of Supabase's admin API for accounts that the app uses and the embedded library lacks:
 * create, list, read, change and delete, at `/auth/v1/admin/users`. The caller checked the secret key.
 */
export async function adminUsers(db: Database, req: Request): Promise<Response> {
	const url = new URL(req.url);
	const id = /^\/auth\/v1\/admin\/users(?:\/([0-9a-f-]{36}))?\/?$/.exec(url.pathname)?.[1];
	const isList = /^\/auth\/v1\/admin\/users\/?$/.test(url.pathname);
	if (!id && !isList) return failure(404, 'not_found', 'No such endpoint');
	if (isList && req.method === 'POST') return create(db, (await req.json()) as UserAttributes);
	if (isList && req.method === 'GET') return list(db, url);
	if (id && req.method === 'GET') return read(db, id);
	if (id && req.method === 'PUT') return change(db, id, (await req.json()) as UserAttributes);
	if (id && req.method === 'DELETE') {
		await db.query('delete from auth.users where id = $1', [id]);
		return Response.json({});
	}
	return failure(405, 'method_not_allowed', 'Method not allowed');
}

/** An error in the shape of Supabase's auth server. */
export function failure(status: number, code: string, msg: string): Response {
	return Response.json({ code: status, error_code: code, msg }, { status });
}

async function create(db: Database, input: UserAttributes): Promise<Response> {
	const email = input.email?.toLowerCase() ?? null;
	if (!email && !input.phone) return failure(400, 'validation_failed', 'Needs an email or a phone');
	const taken = await db.query('select from auth.users where email = $1 or phone = $2', [
		email,
		input.phone ?? null,
	]);
	if (taken.length > 0) return failure(422, 'email_exists', 'This address is already registered');
	const id = newId();
	const provider = email ? 'email' : 'phone';
	await db.transaction(async (tx) => {
		await tx.query(
			`insert into auth.users (id, email, phone, encrypted_password, email_confirmed_at,
				phone_confirmed_at, raw_app_meta_data, raw_user_meta_data)
			 values ($1, $2, $3, $4, case when $5::boolean then now() end,
				case when $6::boolean then now() end, ($7::text)::jsonb, ($8::text)::jsonb)`,
			[
				id,
				email,
				input.phone ?? null,
				input.password ? await hash(input.password, 10) : null,
				input.email_confirm ?? false,
				input.phone_confirm ?? false,
				JSON.stringify({ provider, providers: [provider], ...input.app_metadata }),
				JSON.stringify(input.user_metadata ?? {}),
			],
		);
		await tx.query(
			`insert into auth.identities (id, provider, provider_id, user_id, identity_data)
			 values ($1, $2, $3::text, $4::uuid, ($5::text)::jsonb)`,
			[newId(), provider, id, id, JSON.stringify({ sub: id, email, phone: input.phone })],
		);
	});
	return read(db, id);
}

async function list(db: Database, url: URL): Promise<Response> {
	const size = Math.min(Number(url.searchParams.get('per_page')) || 50, 1000);
	const page = Math.max(Number(url.searchParams.get('page')) || 1, 1);
	const rows = await db.query(
		`select ${COLUMNS} from auth.users order by created_at, id limit $1 offset $2`,
		[size, (page - 1) * size],
	);
	const [total] = await db.query('select count(*)::int as count from auth.users');
	return Response.json(
		{ users: rows.map(toUser), aud: 'authenticated' },
		{ headers: { 'x-total-count': String(total?.count ?? 0) } },
	);
}

async function read(db: Database, id: string): Promise<Response> {
	const [row] = await db.query(`select ${COLUMNS} from auth.users where id = $1`, [id]);
	return row ? Response.json(toUser(row)) : failure(404, 'user_not_found', 'User not found');
}

async function change(db: Database, id: string, input: UserAttributes): Promise<Response> {
	await db.query(
		`update auth.users set
			email = coalesce($2, email),
			phone = coalesce($3, phone),
			encrypted_password = coalesce($4, encrypted_password),
			email_confirmed_at = case when $5::boolean then now() else email_confirmed_at end,
			phone_confirmed_at = case when $6::boolean then now() else phone_confirmed_at end,
			updated_at = now()
		 where id = $1`,
		[
			id,
			input.email?.toLowerCase() ?? null,
			input.phone ?? null,
			input.password ? await hash(input.password, 10) : null,
			input.email_confirm ?? false,
			input.phone_confirm ?? false,
		],
	);
	return read(db, id);
}

function toUser(row: Row): Row {
	const { raw_app_meta_data, raw_user_meta_data, ...user } = row;
	return {
		...user,
		email: row.email ?? '',
		phone: row.phone ?? '',
		app_metadata: raw_app_meta_data ?? {},
		user_metadata: raw_user_meta_data ?? {},
		identities: [],
	};
}
