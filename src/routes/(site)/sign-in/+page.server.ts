import { redirect } from '@sveltejs/kit';
import { CodeStep, EmailStep, PasswordStep, PhoneCodeStep, PhoneStep } from '$lib/accounts/schema';
import {
	offersPhone,
	sendCode,
	signInWithPassword,
	verifyCode,
	type SignInProblem,
} from '$lib/accounts/sign-in.server';
import { m } from '$lib/paraglide/messages';
import { formFailure, formValues, parseForm } from '$lib/server/forms';
import { showsMailbox } from '$lib/server/mailbox';
import { safeNext } from '$lib/shared/routes';
import { fail } from '@sveltejs/kit';
import { backend } from '$lib/supabase/backend.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { locals, url } = event;
	if (locals.userId) redirect(303, safeNext(url.searchParams.get('next')));
	const { url: api, publishableKey, fetch = globalThis.fetch } = backend();
	return {
		mailbox: showsMailbox(event),
		phone: await offersPhone(() =>
			fetch(`${api}/auth/v1/settings`, { headers: { apikey: publishableKey } }),
		),
	};
};

function refused(problem: SignInProblem, form: FormData, field: string, text: string) {
	if (problem.kind === 'failure') return formFailure(problem.failure, form);
	return fail(400, {
		values: { ...formValues(form), password: undefined },
		issues: { [field]: text },
	});
}

export const actions: Actions = {
	email: async ({ request, locals, getClientAddress }) => {
		const form = await request.formData();
		const parsed = parseForm(EmailStep, form);
		if (!parsed.ok) return parsed.failure;
		const sent = await sendCode(locals.supabase, parsed.data, getClientAddress());
		if (!sent.ok) return refused(sent.error, form, 'email', m.accounts_email_wrong());
		return { step: 'email-code' as const, values: parsed.data, issues: {} };
	},
	'email-code': async ({ request, locals, url, getClientAddress }) => {
		const form = await request.formData();
		const parsed = parseForm(CodeStep, form);
		const again = { step: 'email-code' as const };
		if (!parsed.ok) return fail(400, { ...parsed.failure.data, ...again });
		const { email, code } = parsed.data;
		const done = await verifyCode(locals.supabase, { email }, code, getClientAddress());
		if (!done.ok) {
			const failure = refused(done.error, form, 'code', m.accounts_code_wrong());
			return fail(failure.status, { ...failure.data, ...again });
		}
		redirect(303, safeNext(url.searchParams.get('next')));
	},
	phone: async ({ request, locals, getClientAddress }) => {
		const form = await request.formData();
		const parsed = parseForm(PhoneStep, form);
		if (!parsed.ok) return parsed.failure;
		const sent = await sendCode(locals.supabase, parsed.data, getClientAddress());
		if (!sent.ok) return refused(sent.error, form, 'phone', m.accounts_phone_wrong());
		return { step: 'phone-code' as const, values: parsed.data, issues: {} };
	},
	'phone-code': async ({ request, locals, url, getClientAddress }) => {
		const form = await request.formData();
		const parsed = parseForm(PhoneCodeStep, form);
		const again = { step: 'phone-code' as const };
		if (!parsed.ok) return fail(400, { ...parsed.failure.data, ...again });
		const { phone, code } = parsed.data;
		const done = await verifyCode(locals.supabase, { phone }, code, getClientAddress());
		if (!done.ok) {
			const failure = refused(done.error, form, 'code', m.accounts_code_wrong());
			return fail(failure.status, { ...failure.data, ...again });
		}
		redirect(303, safeNext(url.searchParams.get('next')));
	},
	password: async ({ request, locals, url, getClientAddress }) => {
		const form = await request.formData();
		const parsed = parseForm(PasswordStep, form);
		const again = { step: 'password' as const };
		if (!parsed.ok) return fail(400, { ...parsed.failure.data, ...again });
		const { email, password } = parsed.data;
		const done = await signInWithPassword(locals.supabase, email, password, getClientAddress());
		if (!done.ok) {
			const failure = refused(done.error, form, 'password', m.accounts_password_wrong());
			return fail(failure.status, { ...failure.data, ...again });
		}
		redirect(303, safeNext(url.searchParams.get('next')));
	},
};
