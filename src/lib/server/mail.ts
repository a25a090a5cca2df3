import { createTransport, type Transporter } from 'nodemailer';
import { m } from '$lib/paraglide/messages';
import { isLocale, serverAsyncLocalStorage, type Locale } from '$lib/paraglide/runtime';
import { serverSettings } from './env';
import { log } from './log';
import { count, gauge } from './metrics';

export interface Mail {
	to: string;
	subject: string;
	text: string;
}

export interface KeptMail extends Mail {
	at: Date;
	/** The one-time code in it, for the mailbox page. */
	code: string | null;
}

const KEEP = 50;
/** Waits between the tries of one mail, in milliseconds. */
const RETRY_AFTER = [2_000, 15_000, 60_000];

const kept: KeptMail[] = [];
let queued = 0;
let transport: Transporter | null = null;

gauge('huijiang_mail_queue', () => queued);

/** The last mails, newest first. They stay in this process's memory, and only in embedded mode. */
export function mailbox(): readonly KeptMail[] {
	return kept;
}

/**
 * Sends a mail in the background; a failing mail server is tried again for a minute and then logged.
 * Without `SMTP_URL` the mail can only be read on the mailbox page of the embedded mode.
 */
export function sendMail(mail: Mail, code: string | null = null): void {
	const { smtpUrl } = serverSettings();
	showMail(mail, code);
	if (smtpUrl) void deliver(mail, smtpUrl);
	else count('huijiang_mails_total', { outcome: 'kept' });
}

/** The languages of a mail: the reader's, or where it is not known Chinese and then English. */
export function mailLanguages(known: string | null | undefined): [Locale, ...Locale[]] {
	return isLocale(known) ? [known] : ['zh-CN', 'en'];
}

/** Whether there is a mail server. */
export function canMail(): boolean {
	return serverSettings().smtpUrl !== null;
}

/** Shows a mail on the mailbox page; false on Supabase, which has none. */
export function showMail(mail: Mail, code: string | null = null): boolean {
	if (serverSettings().supabase) return false;
	kept.unshift({ ...mail, code, at: new Date() });
	kept.length = Math.min(kept.length, KEEP);
	return true;
}

/**
 * Sends a mail once, for callers that keep their own record of what is still to be sent.
 * @throws when there is no mail server, it refuses the mail or cannot be reached
 */
export async function mailOnce(mail: Mail): Promise<void> {
	const { smtpUrl, mailFrom } = serverSettings();
	if (!smtpUrl) throw new Error('There is no mail server: set SMTP_URL and MAIL_FROM.');
	showMail(mail);
	transport ??= createTransport(smtpUrl, { from: mailFrom });
	await transport.sendMail(mail);
	count('huijiang_mails_total', { outcome: 'sent' });
}

async function deliver(mail: Mail, smtpUrl: string): Promise<void> {
	transport ??= createTransport(smtpUrl, { from: serverSettings().mailFrom });
	queued++;
	try {
		for (const wait of [...RETRY_AFTER, null]) {
			try {
				await transport.sendMail(mail);
				count('huijiang_mails_total', { outcome: 'sent' });
				return;
			} catch (error) {
				const code = (error as { code?: string }).code ?? 'unknown';
				log.warn({ code, again: wait !== null }, 'mail not sent');
				count('huijiang_mails_total', { outcome: wait === null ? 'failed' : 'retried' });
				if (wait !== null) await new Promise((done) => setTimeout(done, wait).unref());
			}
		}
	} finally {
		queued--;
	}
}

/**
 * Sends the mail of a sign-in. `marker` is the kind and the code with a space between, as the embedded
 * library fills our subject template. In the language of the page on which it was asked for.
 */
export function signInMail(to: string, marker: string): void {
	const [kind, code = ''] = marker.split(' ');
	const languages = mailLanguages(serverAsyncLocalStorage?.getStore()?.locale);
	const subject =
		kind === 'recovery'
			? m.mail_recovery_subject
			: kind === 'email_change'
				? m.mail_change_subject
				: m.mail_code_subject;
	sendMail(
		{
			to,
			subject: subject({ code }, { locale: languages[0] }),
			text: `${languages.map((locale) => m.mail_code_text({ code }, { locale })).join('\n\n—\n\n')}\n`,
		},
		code,
	);
}
