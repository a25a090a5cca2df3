/** A demonstration account, as it is printed when the server is ready. */
export interface Account {
	role: string;
	email: string;
	password: string;
}

export type DemonstrationRole = 'admin' | 'organizer' | 'reviewer' | 'scanner' | 'worker';

const ROLES: DemonstrationRole[] = ['admin', 'organizer', 'reviewer', 'scanner', 'worker'];

export const demonstrationEmail = (role: DemonstrationRole): string => `${role}@example.test`;

/** By these a server knows that its data hold demonstration accounts. */
export const DEMONSTRATION_EMAILS = ROLES.map(demonstrationEmail);
