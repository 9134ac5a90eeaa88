import type { Page } from 'playwright-core';
import type { WitnessReport } from '#protocol/witness.ts';

/** Lets a page hear from the stream of a real server what the witnesses of a cluster would say, without that cluster. */
export type ToldWitnesses = {
  /** Takes the place of what the server's witnesses say; `now` is the server's clock at that moment. */
  tell(reports: readonly WitnessReport[], now: number): Promise<void>;
};

/** Prepares a page before it is opened: the stream's own `witnesses` messages are left out, all others go through. */
export async function tellWitnesses(page: Page): Promise<ToldWitnesses> {
  await page.addInitScript(injectIntoStream);
  return {
    async tell(reports, now) {
      const message = JSON.stringify({ type: 'witnesses', at: now, reports });
      await page.evaluate((data) => {
        dispatchEvent(new CustomEvent('told-witnesses', { detail: `data: ${data}\n\n` }));
      }, message);
    },
  };
}

/** Runs in the page. */
function injectIntoStream(): void {
  const original = globalThis.fetch;
  globalThis.fetch = async (input, options) => {
    const response = await original(input, options);
    const address = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    if (!address.includes('/api/run/events') || response.body === null) return response;
    const own = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const told = (event: Event) => {
          if (event instanceof CustomEvent) controller.enqueue(encoder.encode(String(event.detail)));
        };
        addEventListener('told-witnesses', told);
        let rest = '';
        const forward = async (): Promise<void> => {
          for (;;) {
            const { done, value } = await own.read();
            if (done) break;
            const frames = (rest + value).split('\n\n');
            rest = frames.pop() ?? '';
            for (const frame of frames) {
              if (!frame.includes('"type":"witnesses"')) controller.enqueue(encoder.encode(`${frame}\n\n`));
            }
          }
          controller.close();
        };
        forward()
          .catch((error: unknown) => controller.error(error))
          .finally(() => removeEventListener('told-witnesses', told));
      },
      cancel: (reason) => own.cancel(reason),
    });
    return new Response(body, { status: response.status, headers: response.headers });
  };
}
