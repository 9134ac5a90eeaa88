import { ParseError, parseOptionalString, parseRecord, parseString } from '#protocol/parse.ts';
import type { Draft } from './file-session.ts';

/** Where an unsaved text of this tab lies until it is saved: over reloads and on the way through the steps. */
export type DraftStore = { read(): Draft | null; write(draft: Draft | null): void };

const maxText = 1_100_000;

function parseDraft(json: string): Draft {
  const raw = parseRecord(JSON.parse(json), 'draft');
  const base = parseRecord(raw.base, 'draft.base');
  return {
    text: parseString(raw.text, 'draft.text', maxText),
    base: {
      text: parseString(base.text, 'draft.base.text', maxText),
      hash: parseOptionalString(base.hash, 'draft.base.hash', 64),
    },
  };
}

/** The draft of a file in a run. The tab's own storage: two tabs are two writers. */
export function openDraft(runId: string, path: string): DraftStore {
  const key = `lab-file:${runId}:${path}`;
  return {
    read() {
      try {
        const kept = sessionStorage.getItem(key);
        return kept === null ? null : parseDraft(kept);
      } catch (error) {
        if (!(error instanceof SyntaxError || error instanceof ParseError || error instanceof DOMException))
          throw error;
        console.info(`The draft of ${path} cannot be read`, error);
        return null;
      }
    },
    write(draft) {
      try {
        if (draft === null) sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, JSON.stringify(draft));
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
        console.info(`The draft of ${path} is not kept: storage is off or full`, error);
      }
    },
  };
}
