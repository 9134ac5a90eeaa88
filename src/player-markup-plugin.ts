/** As a path that a bundler takes: on Windows without the stroke before the drive's letter. */
const policy = decodeURIComponent(new URL('./client/replay/markup-policy.ts', import.meta.url).pathname).replace(
  /^\/([a-z]:)/i,
  '$1',
);

/** Where asciinema-player makes elements of a text. */
const sinks = ['t.innerHTML = html;', 'symbol.innerHTML = content;'];

/**
 * A Vite plugin: asciinema-player's templates pass our Trusted Types policy on their way into the page,
 * as `require-trusted-types-for 'script'` forbids bare strings there.
 */
export function playerMarkup() {
  return {
    name: 'lab-player-markup',
    transform(code: string, id: string): { code: string; map: null } | null {
      if (!id.includes('/asciinema-player/dist/') || !code.includes('innerHTML')) return null;
      const places = code.split('innerHTML').length - 1;
      if (places !== sinks.length || !sinks.every((sink) => code.split(sink).length === 2)) {
        throw new Error(
          `asciinema-player writes markup in other places than ${sinks.join(' and ')}: look at them first`,
        );
      }
      const guarded = sinks.reduce(
        (text, sink) => text.replace(sink, sink.replace(/= (\w+);$/, '= labMarkupPolicy.createHTML($1);')),
        code,
      );
      return {
        code: `import { markupPolicy as labMarkupPolicy } from ${JSON.stringify(policy)};\n${guarded}`,
        map: null,
      };
    },
  };
}
