import { ParseError, parseRecord, parseString } from '#protocol/parse.ts';
import { keepLocally, keptLocally } from './keep.ts';

/** An answer that the server has not taken yet, and the server's text that it was written over. */
export type Draft = { readonly text: string; readonly base: string };

/** Where a question's draft lies in this browser until the server has it. */
export type DraftStore = { read(): Draft | null; write(draft: Draft | null): void };

/** The draft of a question in a run. */
export function openDraft(runId: string, question: string): DraftStore {
  const key = `lab-draft:${runId}:${question}`;
  return {
    read() {
      const kept = keptLocally(key);
      if (kept === null) return null;
      try {
        const raw = parseRecord(JSON.parse(kept), 'draft');
        return { text: parseString(raw.text, 'draft.text'), base: parseString(raw.base, 'draft.base') };
      } catch (error) {
        if (!(error instanceof SyntaxError || error instanceof ParseError)) throw error;
        console.info('A kept draft cannot be read', error);
        return null;
      }
    },
    write: (draft) => keepLocally(key, draft === null ? null : JSON.stringify(draft)),
  };
}
