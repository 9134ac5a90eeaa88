import mdx from '@astrojs/mdx';
import { satteri } from '@astrojs/markdown-satteri';
import { defineConfig } from 'astro/config';
import { chunkOf } from './src/code-splitting.ts';
import { playerMarkup } from './src/player-markup-plugin.ts';

export default defineConfig({
  // A static host may serve the site under a path: `astro build --site … --base /name/`.
  trailingSlash: 'always',
  // A line break between words and a tag is a space, as in HTML.
  compressHTML: true,
  build: { format: 'directory', assets: 'assets', inlineStylesheets: 'never' },
  // Russian quotes and dashes are set by server/protocol/words/typography.ts; English «smart» punctuation would spoil them.
  markdown: { processor: satteri({ features: { smartPunctuation: false } }), syntaxHighlight: false },
  integrations: [mdx()],
  devToolbar: { enabled: false },
  vite: {
    // `npm run dev` puts the lab's gates before it; `astro dev` by hand must open nothing to pages of other ports either.
    server: { cors: false },
    plugins: [playerMarkup()],
    // Prepared in advance it would not pass the plugin.
    optimizeDeps: { exclude: ['asciinema-player'] },
    // The Content-Security-Policy allows scripts of this origin only: nothing is inlined into a page.
    // One style sheet for all pages: one request before the first paint, and none on the next step.
    build: { assetsInlineLimit: 0, cssCodeSplit: false },
    environments: {
      client: {
        build: {
          rolldownOptions: {
            output: {
              codeSplitting: { groups: [{ name: chunkOf, tags: ['$initial'] }] },
            },
          },
        },
      },
    },
  },
});
