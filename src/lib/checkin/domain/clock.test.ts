import { describe, expect, it } from 'vitest';
import { afterJump, betterOffset, jumpedBack, measureOffset } from './clock';

describe("the device's clock", () => {
	it('is corrected by the middle of the round trip', () => {
		const fast = measureOffset({ sentAt: 420_000, receivedAt: 420_200, serverTime: 100 });
		expect(fast).toEqual({ offset: -420_000, uncertainty: 100, measuredAt: 420_200 });
	});

	it('is not measured by an exchange during which it was set back', () => {
		expect(measureOffset({ sentAt: 1000, receivedAt: 900, serverTime: 5 })).toBeNull();
	});

	it('keeps a tight measurement over a loose one that agrees', () => {
		const tight = { offset: 1000, uncertainty: 20, measuredAt: 0 };
		const loose = { offset: 1400, uncertainty: 900, measuredAt: 10_000 };
		expect(betterOffset(tight, loose)).toBe(tight);
		expect(betterOffset(loose, { ...tight, measuredAt: 20_000 }).offset).toBe(1000);
	});

	it('believes a fresh measurement that contradicts the old one: the clock was set', () => {
		const old = { offset: 0, uncertainty: 20, measuredAt: 0 };
		const fresh = { offset: -420_000, uncertainty: 500, measuredAt: 60_000 };
		expect(betterOffset(old, fresh)).toBe(fresh);
	});

	it('notices a jump back, and does not take sleep for a jump', () => {
		expect(jumpedBack({ wall: 600_000, steady: 0 }, { wall: 301_000, steady: 1000 })).toBe(300_000);
		expect(jumpedBack({ wall: 0, steady: 0 }, { wall: 600_000, steady: 1000 })).toBe(0);
		const known = { offset: 5, uncertainty: 1, measuredAt: 600_000 };
		expect(afterJump(known, 300_000).offset).toBe(300_005);
	});
});
