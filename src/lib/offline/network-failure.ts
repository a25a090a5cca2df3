/** What browsers say when something could not be fetched: Chrome and Edge, Firefox, Safari. */
const FETCH_FAILED =
	/^(failed to fetch|networkerror when attempting|load failed|error loading dynamically imported|importing a module script failed)/i;

/** Whether an error is the network's doing: a fetch, or a part of the app, that did not get through. */
export function isNetworkFailure(error: unknown): boolean {
	return error instanceof TypeError && FETCH_FAILED.test(error.message);
}

/** Answers that a proxy gives while the server behind it cannot be reached. */
export const UNREACHED = [502, 503, 504];
