import type { JournalEvent } from '#protocol/journal.ts';
import { UnknownEventKind, parseJournalEvent } from '#protocol/journal-parse.ts';
import { parseId } from '#protocol/step.ts';
import { type ReferenceInfo, type ReferenceStep, parseReferenceInfo, parseReferenceStep } from '#protocol/reference.ts';

/** The recorded run that lies beside the pages; each part is fetched once, when it is asked for. */
export type Reference = {
  info(): Promise<ReferenceInfo>;
  step(id: string): Promise<ReferenceStep>;
  /** Every event, in order. */
  journal(): Promise<readonly JournalEvent[]>;
  /** An asciicast v2. */
  recording(terminal: string): Promise<string>;
};

/** Milliseconds that a part may take to come. */
const deadline = 30_000;

/** Opens the reference below `base`, an address with a trailing slash. */
export function openReference(base: string): Reference {
  const fetched = new Map<string, Promise<unknown>>();

  /** What failed is asked for again the next time. */
  function once<Value>(name: string, read: (text: string) => Value): Promise<Value>;
  function once(name: string, read: (text: string) => unknown): Promise<unknown> {
    const known = fetched.get(name);
    if (known !== undefined) return known;
    const fresh = fetchText(`${base}${name}`).then(read);
    fetched.set(name, fresh);
    fresh.catch(() => fetched.delete(name));
    return fresh;
  }

  return {
    info: () => once('info.json', (text) => parseReferenceInfo(JSON.parse(text))),
    step: (id) => once(`steps/${parseId(id, 'step')}.json`, (text) => parseReferenceStep(JSON.parse(text))),
    journal: () => once('journal.ndjson', parseEvents),
    recording: (terminal) => once(`recordings/${parseId(terminal, 'terminal')}.cast`, (text) => text),
  };
}

async function fetchText(address: string): Promise<string> {
  const response = await fetch(address, { signal: AbortSignal.timeout(deadline) });
  if (!response.ok) throw new Error(`${address} was answered with ${response.status}`);
  return response.text();
}

/** Reads a journal in JSON lines; events of kinds that only a newer lab knows are left out. */
function parseEvents(text: string): readonly JournalEvent[] {
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    try {
      const event: unknown = JSON.parse(line);
      return [parseJournalEvent(event)];
    } catch (error) {
      if (error instanceof UnknownEventKind) return [];
      throw error;
    }
  });
}
