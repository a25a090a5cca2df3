import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { joinRequests } from '$lib/accounts/data';
import type { Person } from '$lib/accounts/schema';
import { eventById } from '$lib/events/data';
import { consentsOf } from '$lib/events/stored-consents';
import { liveInEvent } from '$lib/registrations/data';
import { identityTail, register } from '$lib/registrations/register.server';
import { checkEligibility, ruleState, type Rule } from '$lib/registrations/domain/eligibility';
import { IdNumber, registrationForm, TradeYears } from '$lib/registrations/schema';
import { m } from '$lib/paraglide/messages';
import { formFailure, formValues, parseForm, type FormState } from '$lib/server/forms';
import { notFound, requirePerson } from '$lib/server/guards';
import { isId, newId } from '$lib/shared/ids';
import { paths } from '$lib/shared/routes';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** Everything the rules look at, for one person and one event. */
async function situation(request: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
	const { locals, params } = request;
	const found = isId(params.event) ? await eventById(locals.supabase, params.event) : null;
	if (!found) notFound();
	const person = await requirePerson(request);
	const [live, requests, tail] = await Promise.all([
		liveInEvent(locals.supabase, person.id, found.event.id),
		person.union_id ? [] : joinRequests(locals.supabase, person.id),
		found.event.needs_identity ? identityTail(person.id) : null,
	]);
	const open = requests.find((request) => request.status === 'open');
	const requestedUnion = open?.union?.name ?? null;
	const hasUnion = Boolean(person.union_id) || open !== undefined;
	return { ...found, person, live, hasUnion, requestedUnion, identityTail: tail };
}

type Situation = Awaited<ReturnType<typeof situation>>;

function rulesFor(
	{ event, person, live, hasUnion, requestedUnion }: Situation,
	division: Situation['divisions'][number],
	more: { tradeYears: number | null; birthDate: string | null },
	now: Date,
) {
	return checkEligibility({
		event,
		division,
		person: {
			...person,
			birth_date: more.birthDate ?? person.birth_date,
			hasUnion,
			requestedUnion,
		},
		live,
		tradeYears: more.tradeYears,
		now,
	});
}

interface Refused extends FormState {
	rules: Rule[];
	/** Something stands in the way that no field of the form is marked for. */
	unmet: boolean;
}

/** Too few years are told at their field as well. */
function yearsIssue(unmet: readonly Rule[]): Record<string, string> {
	const rule = unmet.find((one) => one.code === 'trade_years');
	if (rule?.code !== 'trade_years' || rule.years === null) return {};
	return {
		trade_years: m.registrations_rule_years_unmet({ min: rule.min, years: rule.years }),
	};
}

export const load: PageServerLoad = async (request) => {
	const here = await situation(request);
	const { event, divisions, person, live } = here;
	// An unlisted or public event that is not open says so on its own page.
	if (event.status !== 'published') redirect(303, paths.event(event.id));
	const now = new Date();
	return {
		now,
		requestId: newId(),
		event,
		divisions: divisions.map((division) => ({
			...division,
			rules: rulesFor(here, division, { tradeYears: null, birthDate: null }, now),
		})),
		chosen: request.url.searchParams.get('division'),
		live,
		identityTail: here.identityTail,
		consents: consentsOf(event.consents),
		self: {
			name: person.name,
			phone: person.phone,
			union: person.union?.name ?? null,
			requestedUnion: here.requestedUnion,
		},
	};
};

export const actions: Actions = {
	default: async (request) => {
		const here = await situation(request);
		const form = await request.request.formData();
		const consents = consentsOf(here.event.consents);
		const schema = registrationForm({
			...here.event,
			hasIdentity: here.identityTail !== null,
			consents,
		});
		const parsed = parseForm(schema, form);
		const values = formValues(form);
		// The rules are looked at with whatever can be read, so that one round tells all that is wrong.
		const years = v.safeParse(TradeYears, values.trade_years);
		const idNumber = v.safeParse(IdNumber, values.id_number);
		const chosen = here.divisions.find((d) => d.id === values.division_id);
		const division = chosen ?? here.divisions[0];
		if (!division || (parsed.ok && !chosen)) notFound();
		const asksIdentity = here.event.needs_identity && here.identityTail === null;
		const now = new Date();
		const rules = rulesFor(
			here,
			division,
			{
				tradeYears: years.success ? years.output : null,
				birthDate: asksIdentity && idNumber.success ? idNumber.output.birthDate : null,
			},
			now,
		);
		// Concurrency decides places, times and "one each": their refusals come from the database.
		const unmet = rules.filter(
			(rule) => !rule.met && !['capacity', 'window', 'one_trade', 'published'].includes(rule.code),
		);
		if (!parsed.ok || unmet.length > 0) {
			const refused: FormState = parsed.ok ? { values, issues: {} } : parsed.failure.data;
			const answer: Refused = {
				...refused,
				issues: { ...yearsIssue(unmet), ...refused.issues },
				rules,
				unmet: unmet.some(
					(rule) => ruleState(rule) === 'unmet' || (rule.code === 'age' && !asksIdentity),
				),
			};
			return fail(parsed.ok ? 409 : 400, answer);
		}
		const stored = await register(
			here.person as Person & { user_id: string },
			parsed.data,
			consents,
			now,
		);
		if (!stored.ok) return formFailure(stored.error, form);
		redirect(303, `${paths.registration(stored.value.id)}?done`);
	},
};
