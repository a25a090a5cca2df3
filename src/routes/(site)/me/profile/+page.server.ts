import { fail, redirect } from '@sveltejs/kit';
import { updateProfile } from '$lib/accounts/data';
import { NewPassword, ProfileForm } from '$lib/accounts/schema';
import { m } from '$lib/paraglide/messages';
import { formFailure, parseForm } from '$lib/server/forms';
import { identityTail } from '$lib/registrations/register.server';
import { requireUser } from '$lib/server/guards';
import { safeNext } from '$lib/shared/routes';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	requireUser(request);
	const person = await request.locals.person();
	return {
		next: request.url.searchParams.get('next'),
		profile: {
			name: person?.name ?? '',
			sex: person?.sex ?? '',
			phone: person?.phone ?? '',
			birth_date: person?.birth_date ?? '',
			occupation: person?.occupation ?? '',
			categories: person?.categories ?? [],
		},
		email: person?.email ?? null,
		/** The ID number on file states sex and date of birth. */
		stated: person !== null && (await identityTail(person.id)) !== null,
		phoneVerified: Boolean(person?.phone_verified_at),
	};
};

export const actions: Actions = {
	save: async (request) => {
		requireUser(request);
		const form = await request.request.formData();
		const parsed = parseForm(ProfileForm, form);
		if (!parsed.ok) return parsed.failure;
		const saved = await updateProfile(request.locals.supabase, parsed.data);
		if (!saved.ok) return formFailure(saved.error, form);
		const next = request.url.searchParams.get('next');
		if (next) redirect(303, safeNext(next));
		return { saved: 'profile' as const };
	},
	password: async (request) => {
		requireUser(request);
		const parsed = parseForm(NewPassword, await request.request.formData());
		if (!parsed.ok) return parsed.failure;
		const { error } = await request.locals.supabase.auth.updateUser(parsed.data);
		if (error) return fail(400, { values: {}, issues: { password: m.accounts_password_short() } });
		return { saved: 'password' as const };
	},
};
