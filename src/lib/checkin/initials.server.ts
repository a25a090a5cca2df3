import { pinyin } from 'pinyin-pro';

/**
 * The initials of a name, as somebody at a gate types them: 李红梅 → `lhm`. A family name is read as one
 * (单 → s, 曾 → z); of a name in latin letters each word gives its first.
 */
export function nameInitials(name: string): string {
	return pinyin(
		name.replace(/[a-z]+/gi, (word) => ` ${word[0]} `),
		{
			pattern: 'first',
			toneType: 'none',
			type: 'array',
			surname: 'head',
		},
	)
		.map((letter) => letter.toLowerCase().replace(/[^a-z]/g, ''))
		.join('');
}

/** A roster as the database gives it, with the initials of every name, so that devices need no dictionary. */
export function withInitials(roster: unknown): unknown {
	if (typeof roster !== 'object' || roster === null || !('entries' in roster)) return roster;
	const { entries } = roster;
	if (!Array.isArray(entries)) return roster;
	return {
		...roster,
		entries: entries.map((entry: { name?: unknown }) =>
			typeof entry.name === 'string' ? { ...entry, initials: nameInitials(entry.name) } : entry,
		),
	};
}
