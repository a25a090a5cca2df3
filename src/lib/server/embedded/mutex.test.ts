import { expect, test } from 'vitest';
import { Mutex } from './mutex';

test('tasks run one at a time in the order of asking', async () => {
	const mutex = new Mutex();
	const events: string[] = [];
	const task = (name: string, ms: number) =>
		mutex.run(async () => {
			events.push(`${name} begins`);
			await new Promise((done) => setTimeout(done, ms));
			events.push(`${name} ends`);
		});
	await Promise.all([task('a', 10), task('b', 1)]);
	expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('a failing task fails its caller alone, and the next one still gets its turn', async () => {
	const mutex = new Mutex();
	const failing = mutex.run(() => Promise.reject(new Error('broken')));
	const next = mutex.run(() => Promise.resolve('done'));
	await expect(failing).rejects.toThrow('broken');
	expect(await next).toBe('done');
	expect(mutex.waiting).toBe(0);
});
