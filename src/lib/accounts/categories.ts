/** What a person may say of themselves, for priority rules and statistics. */
export const CATEGORIES = [
	'frontline_worker',
	'industrial_worker',
	'migrant_worker',
	'new_form_worker',
	'model_worker',
	'cadre',
] as const;
export type Category = (typeof CATEGORIES)[number];
