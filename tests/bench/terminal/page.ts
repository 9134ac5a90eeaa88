/** What stands for xterm in a page: it takes bytes and tells when it has drawn them. */
export type Page = { take(bytes: Buffer, drawn: () => void): void; dispose(): void };

/** Milliseconds that xterm draws before it lets the page do something else. */
const slice = 12;

/**
 * A page that draws so many bytes a second, as they come and one after another; null: as fast as they come.
 * As in a browser, what is not drawn yet waits in the page's memory: its socket reads on.
 */
export function createPage(bytesPerSecond: number | null): Page {
  if (bytesPerSecond === null) return { take: (_bytes, drawn) => drawn(), dispose: () => {} };
  const waiting: { readonly done: number; readonly drawn: () => void }[] = [];
  let next = 0;
  let freeAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    timer = undefined;
    const now = performance.now();
    for (let first = waiting[next]; first !== undefined && first.done <= now; first = waiting[next]) {
      next += 1;
      first.drawn();
    }
    if (next === waiting.length) {
      waiting.length = 0;
      next = 0;
      return;
    }
    timer = setTimeout(draw, Math.min(slice, Math.max(0, (waiting[next]?.done ?? 0) - now)));
  };
  return {
    take: (bytes, drawn) => {
      freeAt = Math.max(freeAt, performance.now()) + (bytes.length / bytesPerSecond) * 1_000;
      waiting.push({ done: freeAt, drawn });
      timer ??= setTimeout(draw, 0);
    },
    dispose: () => clearTimeout(timer),
  };
}
