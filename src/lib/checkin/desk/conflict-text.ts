import { m } from '$lib/paraglide/messages';
import { timeIn } from '$lib/shared/time';
import type { AttendanceFigures } from '../schema';

export type Conflict = AttendanceFigures['conflicts'][number];

/** What is odd about a scan, and who, where and when. */
export function conflictText(
	conflict: Conflict,
	timeZone: string,
): { title: string; note: string } {
	const clock = (at: number) => timeIn(new Date(at), timeZone);
	const name = conflict.name ?? m.checkin_conflict_unknown();
	const { gate, reason } = conflict;
	const time = clock(conflict.at);
	switch (conflict.kind) {
		case 'twice':
			return {
				title: m.checkin_conflict_twice(),
				note: m.checkin_conflict_twice_note({
					name,
					gate,
					time,
					otherGate: conflict.otherGate ?? gate,
					otherTime: conflict.otherAt === null ? time : clock(conflict.otherAt),
				}),
			};
		case 'override':
			return {
				title: m.checkin_conflict_override(),
				note: reason
					? m.checkin_conflict_reason({ name, gate, time, reason })
					: m.checkin_conflict_note({ name, gate, time }),
			};
		case 'despite_refusal':
			return {
				title: m.checkin_conflict_despite(),
				note: m.checkin_conflict_note({ name, gate, time }),
			};
		case 'clock':
			return {
				title: m.checkin_conflict_clock(),
				note: m.checkin_conflict_clock_note({ gate, time }),
			};
	}
}
