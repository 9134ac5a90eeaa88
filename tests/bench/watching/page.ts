import { parseWitnessReport } from '#protocol/witness-parse.ts';
import { parseList, parseRecord } from '#protocol/parse.ts';
import type { Testimony, WitnessName, WitnessReport } from '#protocol/witness.ts';
import { createEventStreamParser } from '../../../src/client/event-stream.ts';

/** What a page hears of the witnesses. */
export type Page = Disposable & {
  reports(): readonly WitnessReport[];
  /** The moment at which the page first heard something that fits, from now on. */
  heard(what: string, fits: (reports: readonly WitnessReport[]) => boolean, within?: number): Promise<number>;
};

/** Opens the stream of a run's events as a page does. */
export async function openPage(url: string, token: string, step: string): Promise<Page> {
  const leaving = new AbortController();
  const response = await fetch(`${url}/api/run/events?from=0&step=${step}`, {
    headers: { Authorization: `Bearer ${token}` },
    signal: leaving.signal,
  });
  if (!response.ok || response.body === null) throw new Error(`the event stream answered ${response.status}`);
  let reports: readonly WitnessReport[] = [];
  const listeners = new Set<() => void>();
  const parser = createEventStreamParser(({ data }) => {
    const message = parseRecord(JSON.parse(data), 'message');
    if (message.type !== 'witnesses') return;
    reports = parseList(message.reports, 'reports', parseWitnessReport);
    for (const listener of listeners) listener();
  });
  void read(response.body, (text) => parser.feed(text), leaving.signal);

  return {
    reports: () => reports,
    heard: (what, fits, within = 30_000) =>
      new Promise((resolve, reject) => {
        const end = (settle: () => void) => {
          listeners.delete(look);
          clearTimeout(timer);
          settle();
        };
        const look = () => {
          if (!fits(reports)) return;
          const now = Date.now();
          end(() => resolve(now));
        };
        const timer = setTimeout(() => {
          end(() => reject(new Error(`the page did not hear in ${within} ms that ${what}`)));
        }, within);
        listeners.add(look);
        look();
      }),
    [Symbol.dispose]: () => leaving.abort(),
  };
}

async function read(body: ReadableStream<Uint8Array>, feed: (text: string) => void, left: AbortSignal): Promise<void> {
  const decoder = new TextDecoder();
  try {
    for await (const bytes of body) feed(decoder.decode(bytes, { stream: true }));
  } catch (error) {
    // Leaving breaks the stream off: that is how a page goes.
    if (!left.aborted) throw error;
  }
}

/** What a witness said last, while it can be asked. */
export function testimonyOf<Name extends WitnessName>(
  reports: readonly WitnessReport[],
  witness: Name,
  node: string | null = null,
): Extract<Testimony, { witness: Name }> | null {
  const report = reports.find((found) => found.witness === witness && (node === null || found.node === node));
  if (report === undefined || report.problem !== null || report.testimony === null) return null;
  return isOf(report.testimony, witness) ? report.testimony : null;
}

function isOf<Name extends WitnessName>(
  testimony: Testimony,
  witness: Name,
): testimony is Extract<Testimony, { witness: Name }> {
  return testimony.witness === witness;
}
