import MarkdownIt from 'markdown-it';

/**
 * The page's own headings end at level 2, so a text's begin at level 3. HTML is shown as text, not
 * run, and pictures are left out: they would be fetched from other people's servers.
 */
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable('image');

markdown.core.ruler.push('lower_headings', (state) => {
	for (const token of state.tokens) {
		if (token.type === 'heading_open' || token.type === 'heading_close') {
			token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 2)}`;
		}
	}
});

markdown.core.ruler.push('guard_links', (state) => {
	for (const token of state.tokens) {
		for (const child of token.children ?? []) {
			if (child.type === 'link_open') child.attrSet('rel', 'nofollow noopener ugc');
		}
	}
});

/** Markdown as safe HTML: no markup of the writer's own, no pictures, headings from level 3. */
export function renderMarkdown(text: string): string {
	return markdown.render(text);
}
