import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { newId } from '$lib/shared/ids';
import { instantOf, dayIn } from '$lib/shared/time';
import { backend } from '$lib/supabase/backend.server';
import type { Database, Json } from '$lib/supabase/database.types';
import { serviceClient } from '$lib/supabase/service.server';
import { unwrap } from '$lib/supabase/unwrap';
import { demonstrationEmail, type Account, type DemonstrationRole } from './demonstration-accounts';

/** Known to everybody who reads this: such accounts are made on this machine only, or when asked for. */
const PASSWORD = 'huijiang-demo';
const DAY = 86_400_000;

type Client = SupabaseClient<Database>;

/**
 * A province that has just begun: one account per role, a skills contest open for sign-up, and an
 * evening of 八段锦 today, with people in it. Everything goes through the same calls that people use.
 */
export async function seedDemonstration(): Promise<Account[]> {
	const service = serviceClient();
	const unions = await unionIds(service);
	const admin = await account('admin', '周建国', null);
	unwrap(
		await service.rpc('appoint_first_admin', {
			p_user: admin.userId,
			p_email: admin.email,
			p_name: '周建国',
		}),
	);
	const organizer = await account('organizer', '陈静', unions.province);
	const reviewer = await account('reviewer', '吴丽', unions.suzhou);
	const scanner = await account('scanner', '王磊', unions.hefei);
	const worker = await account('worker', '李红梅', unions.suzhou);

	// Members of their unions, confirmed by the administrator.
	for (const person of [organizer, reviewer, scanner, worker]) {
		const request = unwrap(await person.client.rpc('request_join', { p_union: person.unionId }));
		unwrap(await admin.client.rpc('decide_join', { p_request: request, p_confirm: true }));
	}
	const give = async (personId: string, role: string, scope: { union?: string; event?: string }) =>
		unwrap(
			await admin.client.rpc('give_grant', {
				p_person: personId,
				p_role: role,
				p_union: scope.union,
				p_event: scope.event,
			}),
		);
	await give(organizer.personId, 'organizer', { union: unions.province });
	await give(reviewer.personId, 'reviewer', { union: unions.suzhou });

	const contest = await contestOpenForSignUp(organizer.client, unions.province);
	const evening = await eveningOfExercise(organizer.client, unions.hefei, admin.client);
	await give(scanner.personId, 'scanner', { event: contest });
	await give(scanner.personId, 'scanner', { event: evening.eventId });
	await fill(service, admin.userId, evening);

	return [admin, organizer, reviewer, scanner, worker].map(({ role, email }) => ({
		role,
		email,
		password: PASSWORD,
	}));
}

async function unionIds(service: Client) {
	const rows = unwrap(
		await service
			.from('unions')
			.select('id, short_name')
			.in('short_name', ['安徽省', '合肥市', '宿州市']),
	);
	const idOf = (name: string) => {
		const row = rows.find((r) => r.short_name === name);
		if (!row) throw new Error(`The union ${name} is missing from the reference data.`);
		return row.id;
	};
	return { province: idOf('安徽省'), hefei: idOf('合肥市'), suzhou: idOf('宿州市') };
}

async function account(role: DemonstrationRole, name: string, unionId: string | null) {
	const email = demonstrationEmail(role);
	const { url, publishableKey, fetch } = backend();
	const { data, error } = await serviceClient().auth.admin.createUser({
		email,
		password: PASSWORD,
		email_confirm: true,
	});
	if (error) throw error;
	const client = createClient<Database>(url, publishableKey, {
		auth: { persistSession: false, autoRefreshToken: false },
		global: fetch ? { fetch } : {},
	});
	const signedIn = await client.auth.signInWithPassword({ email, password: PASSWORD });
	if (signedIn.error) throw signedIn.error;
	const person = unwrap(await client.rpc('ensure_person'));
	unwrap(
		await client.rpc('update_profile', {
			p_profile: {
				name,
				sex: ['陈静', '吴丽', '李红梅'].includes(name) ? 'female' : 'male',
				phone: DEMO_PHONES[role],
				birth_date: '1990-03-07',
				occupation: role === 'worker' ? '育婴员' : '工会干部',
				categories: role === 'worker' ? ['frontline_worker'] : ['cadre'],
			},
		}),
	);
	return { role, email, client, userId: data.user.id, personId: person.id, unionId: unionId ?? '' };
}

const DEMO_PHONES: Record<DemonstrationRole, string> = {
	admin: '13900000001',
	organizer: '13900000002',
	reviewer: '13900000003',
	scanner: '13900000004',
	worker: '13900000005',
};

/** The time of day in Anhui, some days from now. */
function at(daysFromNow: number, time: string): string {
	const day = dayIn(new Date(Date.now() + daysFromNow * DAY));
	const instant = instantOf(`${day}T${time}`);
	if (!instant) throw new Error(`Not a time: ${time}`);
	return instant.toISOString();
}

async function create(client: Client, event: Record<string, Json>, divisions: Json[]) {
	const id = newId();
	unwrap(await client.rpc('save_event', { p_id: id, p_event: event, p_divisions: divisions }));
	unwrap(await client.rpc('set_event_status', { p_event: id, p_status: 'published' }));
	return id;
}

function contestOpenForSignUp(client: Client, unionId: string): Promise<string> {
	const trades: [string, string[]][] = [
		['母婴护理员', ['月嫂']],
		['养老护理员', ['养老护理']],
		['催乳师', []],
		['育婴员', ['婴幼儿发展引导员']],
		['家政服务员', []],
		['保洁员', []],
	];
	return create(
		client,
		{
			union_id: unionId,
			kind: 'skill_contest',
			name: '2022年安徽省家政服务职业技能竞赛',
			level: 'province',
			class: 1,
			measure: 5,
			venue: '宣城市工人文化宫',
			address: '宣城市宣州区',
			hosts: ['安徽省总工会', '安徽省人力资源和社会保障厅', '安徽省妇女联合会'],
			organizers: ['宣城市总工会'],
			contact: '组委会办公室 0563-0000000',
			starts_at: at(20, '09:00'),
			ends_at: at(21, '17:00'),
			registration_opens_at: at(-7, '09:00'),
			registration_closes_at: at(12, '18:00'),
			one_division_each: true,
			min_age: 18,
			max_age: 55,
			min_trade_years: 3,
			team_quota: 1,
			description:
				'## 参赛条件\n\n1. 从事本工种满三年的在岗职工，18 至 55 周岁；\n2. 每人限报一个工种；\n3. 每个代表队每个工种一人。\n\n## 比赛方式\n\n理论占 30%，实操占 70%。',
			consents: [
				{ key: 'rules', version: 1, text: '我已阅读并遵守竞赛规程' },
				{ key: 'privacy', version: 1, text: '同意组委会为办赛使用我的姓名、手机号和所属工会' },
			],
		},
		trades.map(([name, aliases]) => ({ name, aliases, capacity: 20 })),
	);
}

/** This evening, or tomorrow's once it has begun. */
function nextEvening(): { starts: string; ends: string } {
	const day = at(0, '19:00') > new Date().toISOString() ? 0 : 1;
	return { starts: at(day, '19:00'), ends: at(day, '21:00') };
}

async function eveningOfExercise(client: Client, unionId: string, admin: Client) {
	const next = nextEvening();
	const eventId = await create(
		admin,
		{
			union_id: unionId,
			kind: 'fitness',
			name: '八段锦晚练',
			level: 'city',
			measure: 4,
			venue: '合肥市工人文化宫',
			hosts: ['合肥市总工会'],
			starts_at: next.starts,
			ends_at: next.ends,
			registration_opens_at: at(-10, '09:00'),
			registration_closes_at: next.starts,
			one_division_each: true,
			description: '零基础可参加，穿宽松衣裤和平底鞋。',
		},
		[{ name: '一楼大厅', aliases: [], capacity: 120 }],
	);
	const divisions = unwrap(
		await client.from('divisions').select('id, name').eq('event_id', eventId),
	);
	const division = divisions[0];
	if (!division) throw new Error('The evening has no division.');
	return { eventId, divisionId: division.id, unionId };
}

/** People without accounts, as a leader's list would bring them. The names are made up. */
async function fill(
	service: Client,
	actor: string,
	evening: { eventId: string; divisionId: string; unionId: string },
): Promise<void> {
	const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
	const given = ['伟', '芳', '秀英', '敏', '静', '强', '磊', '洋', '艳', '勇', '丽娟', '建军'];
	const rows = Array.from({ length: 36 }, (_, i) => ({
		key: String(i + 1),
		division_id: evening.divisionId,
		union_id: evening.unionId,
		trade_years: null,
		answers: {},
		person: {
			name: `${surnames[i % surnames.length]}${given[(i * 5) % given.length]}`,
			sex: i % 2 ? 'female' : 'male',
			phone: `138000${String(10_000 + i * 7)}`,
		},
	}));
	unwrap(
		await service.rpc('import_registrations', {
			p_actor: actor,
			p_event: evening.eventId,
			p_rows: rows,
		}),
	);
}
