import { fail, redirect } from '@sveltejs/kit';
import { joinRequests } from '$lib/accounts/data';
import type { Person } from '$lib/accounts/schema';
import { eventById } from '$lib/events/data';
import { consentsOf } from '$lib/events/stored-consents';
import { liveInEvent } from '$lib/registrations/data';
import { identityTail, register } from '$lib/registrations/register.server';
import { checkEligibility, firstUnmet } from '$lib/registrations/domain/eligibility';
import { registrationForm } from '$lib/registrations/schema';
import { m } from '$lib/paraglide/messages';
import { formFailure, formValues, parseForm } from '$lib/server/forms';
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
	const hasUnion = Boolean(person.union_id) || requests.some((r) => r.status === 'open');
	return { ...found, person, live, hasUnion, identityTail: tail };
}

type Situation = Awaited<ReturnType<typeof situation>>;

function rulesFor(
	{ event, person, live, hasUnion }: Situation,
	division: Situation['divisions'][number],
	more: { tradeYears: number | null; birthDate: string | null },
	now: Date,
) {
	return checkEligibility({
		event,
		division,
		person: { ...person, birth_date: more.birthDate ?? person.birth_date, hasUnion },
		live,
		tradeYears: more.tradeYears,
		now,
	});
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
		self: { name: person.name, phone: person.phone, union: person.union?.name ?? null },
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
		if (!parsed.ok) return parsed.failure;
		const division = here.divisions.find((d) => d.id === parsed.data.division_id);
		if (!division) notFound();

		const now = new Date();
		const rules = rulesFor(
			here,
			division,
			{
				tradeYears: parsed.data.trade_years,
				birthDate: parsed.data.id_number?.birthDate ?? null,
			},
			now,
		);
		const unmet = firstUnmet(rules);
		// Concurrency decides places, times and "one each": their refusals come from the database.
		if (unmet && !['capacity', 'window', 'one_trade', 'published'].includes(unmet.code)) {
			const issues: Record<string, string> =
				unmet.code === 'trade_years' && unmet.years !== null
					? {
							trade_years: m.registrations_rule_years_unmet({ min: unmet.min, years: unmet.years }),
						}
					: {};
			return fail(409, { values: formValues(form), issues, rules });
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
