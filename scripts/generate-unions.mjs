// Writes the reference data of unions from the list of Anhui's divisions. Run by hand when the list
// changes, and commit a new migration with the difference: migrations are never edited.
//   node scripts/generate-unions.mjs > supabase/migrations/<timestamp>_add_anhui_unions.sql
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { customPinyin, pinyin } from 'pinyin-pro';

const list = JSON.parse(
	readFileSync(new URL('../supabase/seeds/anhui-divisions.json', import.meta.url), 'utf8'),
);
const idOf = (key) =>
	createHash('md5')
		.update(`huijiang:union:${key}`)
		.digest('hex')
		.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
const quote = (text) => (text == null ? 'null' : `'${text.replaceAll("'", "''")}'`);
// Place names that are read otherwise than their characters usually are.
customPinyin({ 歙县: 'she xian', 涡阳: 'guo yang' });
const spell = (name) => {
	const syllables = pinyin(name, { toneType: 'none', type: 'array', v: true });
	return `${syllables.map((s) => s[0]).join('')} ${syllables.join('')}`;
};

/** Cities and the two province-managed counties, in the official listing order. */
const DIRECT = [
	...list.cities.sort((a, b) => a.order - b.order),
	{ code: '341882', name: '广德市' },
	{ code: '340826', name: '宿松县' },
];
/** Provincial industrial unions and committees; editable afterwards on the unions page. */
const INDUSTRIAL = [
	['organ_union', '安徽省直属机关工会工作委员会', '省直机关工会工委'],
	...[
		'教科文卫体',
		'机械冶金',
		'财贸轻纺烟草',
		'农林水利气象',
		'建设建材',
		'能源化学地质',
		'国防',
		'交通',
		'邮政',
		'金融',
	].map((n) => ['industrial_union', `安徽省${n}工会`, `省${n}工会`]),
];

const rows = [];
const add = (key, parent, kind, name, short, region, order) =>
	rows.push(
		`  ('${idOf(key)}', ${parent ? `'${idOf(parent)}'` : 'null'}, '${kind}', ${quote(name)}, ${quote(short)}, ${quote(spell(short))}, ${quote(region)}, ${order})`,
	);
add('340000', null, 'federation', '安徽省总工会', '安徽省', '340000', 0);
DIRECT.forEach((d, i) =>
	add(d.code, '340000', 'federation', `${d.name}总工会`, d.name, d.code, i + 1),
);
INDUSTRIAL.forEach(([kind, name, short], i) =>
	add(name, '340000', kind, name, short, '340000', 100 + i),
);
list.counties
	.filter((c) => !DIRECT.some((d) => d.code === c.code))
	.forEach((c, i) =>
		add(c.code, c.city, 'federation', `${c.name}总工会`, c.name, c.code, 1000 + i),
	);
list.developmentZones.forEach((z, i) =>
	add(z.code, z.city, 'zone_union', `${z.name}工会`, z.name, z.code, 2000 + i),
);

process.stdout
	.write(`-- Anhui's unions: the province; 16 cities, 广德市 and 宿松县 directly under it in the official
-- listing order; provincial industrial unions; counties; development zones.
-- Written by scripts/generate-unions.mjs from supabase/seeds/anhui-divisions.json.
insert into public.unions (id, parent_id, kind, name, short_name, pinyin, region_code, sort_order) values
${rows.join(',\n')};
`);
