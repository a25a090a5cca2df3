import { describe, expect, it } from 'vitest';
import { compareEntries, compareRegions, REGION_ORDER, strokeOrder } from './order';

describe('official order', () => {
	it('lists cities as the province’s papers do, with 广德 and 宿松 last', () => {
		const codes = ['340826', '341882', '341000', '340100', '340600', '341800', '340800'];
		expect([...codes].sort(compareRegions)).toEqual([
			'340100',
			'340600',
			'341800',
			'340800',
			'341000',
			'341882',
			'340826',
		]);
		expect(REGION_ORDER).toHaveLength(18);
	});
	it('puts a county with its city, and what is no area after all areas', () => {
		const codes = [null, '340000', '340826', '340801', '340803', '340602'];
		expect([...codes].sort(compareRegions)).toEqual([
			'340602',
			'340801',
			'340803',
			'340826',
			'340000',
			null,
		]);
	});
	it('orders names by strokes', () => {
		const names = '欧阳修 李娜 张三丰 安庆 刘中华 邓道琳 王伟 马骏 卜凡 丁一'.split(' ');
		expect(names.sort(strokeOrder.compare).join(' ')).toBe(
			'丁一 卜凡 马骏 王伟 邓道琳 刘中华 安庆 张三丰 李娜 欧阳修',
		);
	});
	it('orders entries by region, team, trade and strokes of the name', () => {
		const entry = (regionCode: string | null, divisionNumber: number, name: string) => ({
			regionCode,
			teamName: regionCode,
			divisionNumber,
			name,
		});
		const entries = [
			entry(null, 1, '丁一'),
			entry('340600', 1, '王伟'),
			entry('340100', 2, '丁一'),
			entry('340100', 1, '李娜'),
			entry('340100', 1, '王伟'),
		];
		expect(entries.sort(compareEntries).map((e) => [e.regionCode, e.name])).toEqual([
			['340100', '王伟'],
			['340100', '李娜'],
			['340100', '丁一'],
			['340600', '王伟'],
			[null, '丁一'],
		]);
	});
});
