import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { SvelteKitPWA } from '@vite-pwa/sveltekit';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** In development, hands WebSocket upgrades of the embedded Realtime to the server's hub. */
const embeddedRealtime: Plugin = {
	name: 'huijiang-embedded-realtime',
	configureServer(server) {
		server.httpServer?.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
			if (!req.url?.startsWith('/realtime/v1/')) return; // leave Vite's own socket alone
			if (!globalThis.huijiangRealtime?.upgrade(req, socket, head)) socket.destroy();
		});
	},
};

export default defineConfig({
	plugins: [
		embeddedRealtime,
		tailwindcss(),
		paraglideVitePlugin({
			project: './project.inlang',
			outdir: './src/lib/paraglide',
			emitTsDeclarations: true,
			strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
		}),
		sveltekit(),
		SvelteKitPWA({
			strategies: 'injectManifest',
			srcDir: 'src',
			filename: 'service-worker.ts',
			registerType: 'prompt',
			manifest: {
				name: '徽匠通',
				short_name: '徽匠通',
				description: '工会活动与竞赛：报名、签到、评分',
				lang: 'zh-CN',
				start_url: '/',
				display: 'standalone',
				background_color: '#fdfcfa',
				theme_color: '#fdfcfa',
				icons: [
					{ src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
					{ src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
					{ src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
				],
			},
			injectManifest: {
				globPatterns: [
					'client/**/*.{js,css,wasm,svg,png,woff2,webmanifest}',
					'prerendered/**/*.html',
				],
				maximumFileSizeToCacheInBytes: 4_000_000,
			},
		}),
	],
	// How long plugins took is nothing to whoever starts the app.
	build: { rolldownOptions: { checks: { bundlerTimings: false } } },
	test: {
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					environment: 'node',
					include: ['src/**/*.test.ts', 'tests/unit/**/*.test.ts'],
				},
			},
			{
				extends: true,
				test: {
					name: 'db',
					environment: 'node',
					include: ['tests/db/**/*.test.ts'],
					testTimeout: 60_000,
					hookTimeout: 120_000,
					fileParallelism: false,
				},
			},
			{
				extends: true,
				test: {
					name: 'race',
					environment: 'node',
					include: ['tests/race/**/*.test.ts'],
					testTimeout: 120_000,
					hookTimeout: 180_000,
					fileParallelism: false,
				},
			},
		],
	},
});
