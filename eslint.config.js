import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const FEATURES = [
	'accounts',
	'unions',
	'events',
	'registrations',
	'passes',
	'checkin',
	'notifications',
	'audit',
];

/** Who may import whom (ARCHITECTURE.md): every zone names the folders it may NOT reach. */
const LIB = './src/lib';
const PURE_ROOTS = ['ui', 'offline', 'supabase', 'server', 'paraglide'].map((f) => `${LIB}/${f}`);
const zones = [
	// Pure rules know no framework, no I/O and no other layer.
	...FEATURES.flatMap((feature) => [
		{
			target: `${LIB}/${feature}/domain`,
			from: [...PURE_ROOTS, './src/routes'],
			message: 'domain/ is pure: import only domain/, shared/ and pure packages.',
		},
		{
			target: `${LIB}/${feature}/domain`,
			from: `${LIB}/${feature}`,
			except: ['./domain'],
			message: 'domain/ may not reach the rest of its feature.',
		},
		// A feature may use another feature only through its rules and schemas.
		...FEATURES.filter((other) => other !== feature).map((other) => ({
			target: `${LIB}/${feature}/**/!(*.server).{ts,svelte,svelte.ts}`,
			from: `${LIB}/${other}`,
			except: ['./domain', './schema.ts'],
			message: `Reach ${other} only through its domain/ or schema.ts.`,
		})),
		{
			target: `${LIB}/${feature}/**/!(*.server).{ts,svelte,svelte.ts}`,
			from: [`${LIB}/server`, './src/routes'],
			message: 'Only *.server.ts may reach server/; nothing in lib reaches routes.',
		},
	]),
	{
		target: `${LIB}/shared`,
		from: [...PURE_ROOTS, './src/routes', ...FEATURES.map((f) => `${LIB}/${f}`)],
		message: 'shared/ is pure and knows no feature.',
	},
	{
		target: `${LIB}/ui`,
		from: [
			`${LIB}/offline`,
			`${LIB}/supabase`,
			`${LIB}/server`,
			'./src/routes',
			...FEATURES.map((f) => `${LIB}/${f}`),
		],
		message: 'ui/ is the design system: it knows no feature.',
	},
	...['offline', 'supabase'].map((layer) => ({
		target: `${LIB}/${layer}`,
		from: [
			`${LIB}/ui`,
			`${LIB}/server`,
			'./src/routes',
			...FEATURES.map((f) => `${LIB}/${f}`),
			...['offline', 'supabase'].filter((l) => l !== layer).map((l) => `${LIB}/${l}`),
		],
		message: `${layer}/ knows no feature.`,
	})),
	{ target: `${LIB}/server`, from: ['./src/routes'], message: 'server/ does not reach routes.' },
];

export default ts.config(
	{
		ignores: [
			'node_modules/',
			'build/',
			'.svelte-kit/',
			'.data/',
			'src/lib/paraglide/',
			'src/lib/supabase/database.types.ts',
			'test-results/',
			'playwright-report/',
		],
	},
	js.configs.recommended,
	...ts.configs.recommended,
	...svelte.configs.recommended,
	prettier,
	...svelte.configs.prettier,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		plugins: { 'import-x': importX },
		settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
		rules: {
			'no-undef': 'off',
			curly: ['error', 'multi-line'],
			eqeqeq: ['error', 'always', { null: 'ignore' }],
			'no-console': ['error', { allow: ['warn', 'error'] }],
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
			],
			'@typescript-eslint/consistent-type-imports': 'error',
			'import-x/no-cycle': 'error',
			'import-x/no-restricted-paths': ['error', { zones }],
		},
	},
	{
		files: ['src/**/*.ts', 'tests/**/*.ts'],
		// Kit keeps the service worker out of the project, whose types are those of pages.
		languageOptions: {
			parserOptions: { projectService: { allowDefaultProject: ['src/service-worker.ts'] } },
		},
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
		},
	},
	{
		// Without types: with them each component costs a second, and svelte-check has them anyway.
		files: ['**/*.svelte'],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
		rules: {
			'svelte/button-has-type': 'error',
			'svelte/require-each-key': 'error',
			'svelte/no-navigation-without-resolve': 'off',
		},
	},
	{ files: ['**/*.svelte.ts'], languageOptions: { parser: ts.parser } },
	// The one component that shows HTML rendered by the server.
	{ files: ['src/lib/ui/Prose.svelte'], rules: { 'svelte/no-at-html-tags': 'off' } },
	{ files: ['scripts/**', 'tests/**'], rules: { 'no-console': 'off' } },
);
