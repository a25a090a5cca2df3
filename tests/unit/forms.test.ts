import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { GenericSchema } from 'valibot';
import {
	CodeStep,
	EmailStep,
	JoinForm,
	NewPassword,
	PasswordStep,
	PhoneCodeStep,
	PhoneStep,
	ProfileForm,
} from '$lib/accounts/schema';
import { giveForm } from '$lib/accounts/staff/actions.server';
import { EraseForm } from '$lib/audit/schema';
import { AnnulForm } from '$lib/checkin/desk/schema';
import { cancelForm, EventForm } from '$lib/events/schema';
import { baseLocale, overwriteGetLocale } from '$lib/paraglide/runtime';
import { ChangeForm, RevealForm } from '$lib/registrations/desk/change-schema';
import { registrationForm } from '$lib/registrations/schema';
import { parseForm, type FormState } from '$lib/server/forms';
import { DecideForm, UnionForm } from '$lib/unions/schema';

const root = new URL('../../src/', import.meta.url);
const id = '0190b8a0-0000-7000-8000-000000000001';

/** The texts of pages and components: a field shows its issue when it asks for it by name there. */
const texts = readdirSync(root, { recursive: true, encoding: 'utf8' })
	.filter((path) => path.endsWith('.svelte'))
	.map((path) => [path, readFileSync(new URL(path, root), 'utf8')] as const);

interface Form {
	schema: GenericSchema;
	/** Its fields, as they are posted, with a value that is right. */
	fields: Record<string, string>;
	/** The ends of the paths of the files that draw it. */
	drawn: string[];
	/** The field whose issue its component takes as `error`, where it has but one. */
	only?: string;
	/** The limits of its texts: field, words that must stand in the message, limit. */
	limits?: [string, { 'zh-CN': string; en: string }, number][];
}

const FORMS: Record<string, Form> = {
	profile: {
		schema: ProfileForm,
		fields: {
			name: '李红梅',
			sex: 'female',
			phone: '13900000005',
			birth_date: '1990-03-07',
			occupation: '育婴员',
			'categories[]': 'frontline_worker',
		},
		drawn: ['me/profile/+page.svelte'],
		limits: [['occupation', { 'zh-CN': '职业', en: 'Occupation' }, 60]],
	},
	'new password': {
		schema: NewPassword,
		fields: { password: 'correct horse' },
		drawn: ['me/profile/+page.svelte'],
	},
	'joining a union': {
		schema: JoinForm,
		fields: { union_id: id, note: '', change: '' },
		drawn: ['me/union/+page.svelte'],
		limits: [['note', { 'zh-CN': '想对工会说的话', en: 'Note to the union' }, 200]],
	},
	'an e-mail': {
		schema: EmailStep,
		fields: { email: 'a@example.test' },
		drawn: ['sign-in/+page.svelte'],
	},
	'a code': {
		schema: CodeStep,
		fields: { email: 'a@example.test', code: '123456' },
		drawn: ['sign-in/+page.svelte'],
	},
	'a password': {
		schema: PasswordStep,
		fields: { email: 'a@example.test', password: 'x' },
		drawn: ['sign-in/+page.svelte'],
	},
	'a phone': {
		schema: PhoneStep,
		fields: { phone: '13900000005' },
		drawn: ['sign-in/+page.svelte'],
	},
	'a phone and a code': {
		schema: PhoneCodeStep,
		fields: { phone: '13900000005', code: '123456' },
		drawn: ['sign-in/+page.svelte'],
	},
	'a sign-up': {
		schema: registrationForm({
			min_trade_years: 3,
			kind: 'skill_contest',
			needs_identity: true,
			hasIdentity: false,
			consents: [{ key: 'c1', version: 1, text: '属实' }],
		}),
		fields: {
			request_id: id,
			division_id: id,
			employer: '',
			trade_years: '3',
			id_number: '110101199003070011',
			'consents.c1': 'on',
		},
		drawn: ['RegistrationFields.svelte'],
		limits: [['employer', { 'zh-CN': '工作单位', en: 'Employer' }, 60]],
	},
	'an event': {
		schema: EventForm,
		fields: {
			id,
			updated_at: '',
			union_id: id,
			kind: 'training',
			name: '培训',
			level: 'city',
			class: '1',
			description: '',
			time_zone: 'Asia/Shanghai',
			starts_at: '2022-10-14T08:30',
			ends_at: '2022-10-15T17:00',
			registration_opens_at: '2022-09-01T08:00',
			registration_closes_at: '2022-09-30T18:00',
			venue: '',
			address: '',
			hosts: '',
			organizers: '',
			co_organizers: '',
			contact: '',
			visibility: 'public',
			is_rehearsal: '',
			one_division_each: '',
			needs_identity: 'on',
			'identity_purposes[]': 'hotel',
			min_age: '',
			max_age: '',
			min_trade_years: '',
			consents: '',
			'divisions.0.id': '',
			'divisions.0.name': '育婴员',
			'divisions.0.aliases': '',
			'divisions.0.capacity': '',
			'divisions.0.opens_at': '',
			'divisions.0.closes_at': '',
		},
		drawn: [
			'form/Basics.svelte',
			'form/When.svelte',
			'form/Divisions.svelte',
			'form/DivisionRow.svelte',
			'form/Conditions.svelte',
			'form/Hosts.svelte',
			'form/Publicity.svelte',
		],
		limits: [
			['name', { 'zh-CN': '活动名称', en: 'Name' }, 80],
			['venue', { 'zh-CN': '场馆', en: 'Venue' }, 120],
			['address', { 'zh-CN': '详细地址', en: 'Address' }, 200],
			['contact', { 'zh-CN': '联系人', en: 'Contact' }, 120],
			['description', { 'zh-CN': '活动说明', en: 'Description' }, 20000],
			['hosts', { 'zh-CN': '主办单位', en: 'Hosts' }, 60],
			['consents', { 'zh-CN': '条款', en: '' }, 500],
			['divisions.0.name', { 'zh-CN': '名称', en: 'Name' }, 40],
		],
	},
	'calling an event off': {
		schema: cancelForm('培训'),
		fields: { name: '培训', reason: '大风' },
		drawn: ['NextAct.svelte'],
		limits: [['reason', { 'zh-CN': '原因', en: 'Reason' }, 500]],
	},
	'a role': {
		schema: giveForm(['organizer'], new Date()),
		fields: { contact: 'a@example.test', role: 'organizer', until: '', person: id },
		drawn: ['GiveRole.svelte'],
		limits: [['contact', { 'zh-CN': '手机号或邮箱', en: 'Phone number or e-mail' }, 254]],
	},
	'a union': {
		schema: UnionForm,
		fields: { kind: 'grassroots_union', name: '某某公司工会', short_name: '', uscc: '' },
		drawn: ['AddUnion.svelte'],
		limits: [
			['name', { 'zh-CN': '全称', en: 'Full name' }, 60],
			['short_name', { 'zh-CN': '简称', en: 'Short name' }, 30],
		],
	},
	'requests to join': {
		schema: DecideForm,
		fields: { 'requests[]': id, decision: 'refuse', reason: '不是本单位的' },
		drawn: ['JoinRequests.svelte'],
		limits: [['reason', { 'zh-CN': '原因', en: 'Why not' }, 200]],
	},
	'a change to registrations': {
		schema: ChangeForm,
		fields: { all: '', 'ids[]': id, change: 'cancel', reason: '请假' },
		drawn: ['ChangeBar.svelte'],
		limits: [['reason', { 'zh-CN': '原因', en: 'Reason' }, 200]],
	},
	'looking at an ID number': {
		schema: RevealForm,
		fields: { person: id, reason: '核对' },
		drawn: ['RevealIdentity.svelte'],
		only: 'reason',
		limits: [['reason', { 'zh-CN': '原因', en: 'Reason' }, 200]],
	},
	'erasing words of the log': {
		schema: EraseForm,
		fields: { seq: '1', reason: '本人要求' },
		drawn: ['EraseWords.svelte'],
		only: 'reason',
		limits: [['reason', { 'zh-CN': '原因', en: 'Reason' }, 200]],
	},
	'annulling a scan': {
		schema: AnnulForm,
		fields: { id, scan: id, reason: '扫错' },
		drawn: ['checkin/+page.svelte', 'ConflictList.svelte', 'LogSheet.svelte'],
		limits: [['reason', { 'zh-CN': '原因', en: 'Reason' }, 200]],
	},
};

/** What no field accepts, one way or another; the first stands for a field that was not sent. */
const WRONG = [null, '', ' ', 'x'.repeat(30_000), '字'.repeat(30_000), '-1', '9'.repeat(20), '💥'];

function answer(
	form: Form,
	change: Record<string, string | null>,
): Pick<FormState, 'issues' | 'failure'> {
	const data = new FormData();
	for (const [name, value] of Object.entries({ ...form.fields, ...change })) {
		if (value !== null) data.append(name, value);
	}
	const parsed = parseForm(form.schema, data);
	return parsed.ok ? { issues: {} } : parsed.failure.data;
}

/** Whether the files that draw a form show the issue of a field. */
function isShown(form: Form, path: string): boolean {
	const inRow = /^divisions\.\d+\.(\w+)$/.exec(path)?.[1];
	const wanted = inRow
		? [`issue('${inRow}')`]
		: path.startsWith('consents.')
			? ['issues[`consents.${key}`]']
			: [`issues.${path.split('.')[0]}`, ...(form.only === path ? ['{error}'] : [])];
	return texts.some(
		([file, text]) =>
			form.drawn.some((end) => file.endsWith(end)) && wanted.some((word) => text.includes(word)),
	);
}

afterAll(() => overwriteGetLocale(() => baseLocale));

describe.each(Object.entries(FORMS))('the form of %s', (_, form) => {
	test('takes what is right', () => expect(answer(form, {})).toMatchObject({ issues: {} }));

	test.each(['zh-CN', 'en'] as const)('says in %s what is wrong, at a field there is', (locale) => {
		overwriteGetLocale(() => locale);
		for (const field of Object.keys(form.fields)) {
			for (const wrong of WRONG) {
				const { issues, failure } = answer(form, { [field]: wrong });
				for (const [path, message] of Object.entries(issues)) {
					const place = `${path} after ${field} = ${String(wrong).slice(0, 20)}: ${message}`;
					expect(message, place).not.toMatch(/^Invalid |Expected .* received|\0/);
					expect(message, place).toMatch(locale === 'en' ? /[a-z]{2}/ : /\p{Script=Han}/u);
					expect(isShown(form, path), place).toBe(true);
				}
				if (failure) expect(failure.detail).toMatchObject({ reason: 'stale_form' });
			}
		}
	});

	test.each(form.limits ?? [])('names %s and its limit', (field, words, max) => {
		for (const locale of ['zh-CN', 'en'] as const) {
			overwriteGetLocale(() => locale);
			const message = answer(form, { [field]: '字'.repeat(max + 1) }).issues[field];
			expect(message).toContain(words[locale]);
			expect(message).toContain(String(max));
			expect(answer(form, { [field]: '字'.repeat(max) }).issues[field] ?? '').not.toContain(
				String(max),
			);
		}
	});
});

test('a value that no person can type is told above the form', () => {
	const { issues, failure } = answer(FORMS['a sign-up']!, { request_id: 'no id' });
	expect([issues, failure]).toEqual([
		{},
		{ code: 'invalid_input', detail: { field: 'request_id', reason: 'stale_form' } },
	]);
});

test('a form with several faults names all of them at once', () => {
	const { issues } = answer(FORMS['a sign-up']!, {
		division_id: '',
		trade_years: '',
		id_number: 'abc',
		'consents.c1': null,
	});
	expect(Object.keys(issues).sort()).toEqual([
		'consents.c1',
		'division_id',
		'id_number',
		'trade_years',
	]);
});

test.each([
	['１３９００００００１', /少 1 位/],
	['1390000000', /少 1 位/],
	['139000000012', /多了 1 位/],
	['一三九', /只能有数字/],
	['', /请填手机号/],
])('of the phone %j it says what is wrong', (phone, words) => {
	overwriteGetLocale(() => 'zh-CN');
	expect(answer(FORMS.profile!, { phone }).issues.phone).toMatch(words);
});

test.each([
	['2130-01-01', /不能晚于今天/],
	['1899-12-31', /1900/],
	['2001-02-29', /没有这一天/],
])('of the date of birth %s it says what is wrong', (birth_date, words) => {
	overwriteGetLocale(() => 'zh-CN');
	expect(answer(FORMS.profile!, { birth_date }).issues.birth_date).toMatch(words);
});
