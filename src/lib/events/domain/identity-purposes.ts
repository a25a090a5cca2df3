/** What an event may need ID numbers for; nothing else justifies asking. */
export const IDENTITY_PURPOSES = ['insurance', 'award', 'hotel'] as const;
export type IdentityPurpose = (typeof IDENTITY_PURPOSES)[number];
