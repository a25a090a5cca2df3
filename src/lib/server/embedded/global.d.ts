import type { Embedded } from './index';

declare global {
	/** What the process around the built server needs from it. */
	var huijiangServer:
		| {
				backend: 'embedded' | 'embedded on postgres' | 'supabase';
				/** Demonstration accounts, for the first lines on the terminal. */
				accounts: { role: string; email: string; password: string }[];
				/** Ends the live connections, which would keep a stopping server waiting. */
				disconnect: () => void;
				/** Closes the database and gives the data folder back. */
				close: () => Promise<void>;
		  }
		| undefined;
	/** The embedded backend, once per process: it outlives a reload of the modules in development. */
	var huijiangEmbedded: Promise<Embedded> | undefined;
}
