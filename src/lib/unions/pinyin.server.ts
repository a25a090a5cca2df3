import { pinyin } from 'pinyin-pro';

/**
 * How a union is found by typing: the initials, a space, the full syllables. 合肥市 → `hfs hefeishi`.
 * `v` for ü, as keyboards have it; latin letters and digits stay, everything else goes.
 */
export function searchPinyin(name: string): string {
	const syllables = pinyin(name, { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive' })
		.map((syllable) => syllable.toLowerCase().replace(/[^a-z0-9]/g, ''))
		.filter(Boolean);
	const initials = syllables.map((syllable) => syllable[0]).join('');
	return `${initials} ${syllables.join('')}`.trim();
}
