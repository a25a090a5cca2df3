import { describe, expect, test } from 'vitest';
import { renderMarkdown } from './markdown.server';

describe('an event description', () => {
	test('is formatted, its headings below those of the page', () => {
		expect(renderMarkdown('# 赛程\n\n- 上午\n- **下午**')).toBe(
			'<h3>赛程</h3>\n<ul>\n<li>上午</li>\n<li><strong>下午</strong></li>\n</ul>\n',
		);
	});
	test('never runs what its writer typed as HTML', () => {
		expect(renderMarkdown('<img src=x onerror=alert(1)>')).not.toContain('<img');
		expect(renderMarkdown('<script>alert(1)</script>')).not.toContain('<script');
	});
	test('links only to addresses that are safe to follow', () => {
		expect(renderMarkdown('[a](javascript:alert(1))')).not.toContain('href');
		expect(renderMarkdown('https://example.test')).toContain('rel="nofollow noopener ugc"');
	});
	test('fetches no picture from another server', () => {
		expect(renderMarkdown('![x](https://example.test/x.png)')).not.toContain('<img');
	});
});
