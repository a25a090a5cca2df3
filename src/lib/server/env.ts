import { env as privateEnv } from '$env/dynamic/private';
import { env as publicEnv } from '$env/dynamic/public';
import { readSettings, type Settings } from './settings';

let settings: Settings | undefined;

/**
 * The server's settings, read and checked once.
 * @throws SettingsError naming every wrong variable and how to mend it
 */
export function serverSettings(): Settings {
	return (settings ??= readSettings({ ...process.env, ...privateEnv, ...publicEnv }));
}
