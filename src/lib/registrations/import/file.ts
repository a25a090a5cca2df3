/** Limits of an uploaded sheet: far above any real one, far below what would hurt the server. */
export const SHEET_LIMITS = { bytes: 5 * 1024 * 1024, rows: 5000, columns: 60 } as const;

/** Why a file could not be read as a registration sheet. */
export type FileProblem =
	| { kind: 'empty' }
	| { kind: 'too_large'; megabytes: number }
	/** `.xls`, or WPS's own formats: save it as .xlsx. */
	| { kind: 'old_format' }
	| { kind: 'password' }
	| { kind: 'wrong_type' }
	| { kind: 'damaged' }
	| { kind: 'too_many_rows'; limit: number }
	| { kind: 'too_many_columns'; limit: number }
	/** No sheet has a row that names its columns. */
	| { kind: 'no_heading' };
