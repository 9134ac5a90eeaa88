import type { Gauges, Testimony, WitnessChange, WitnessReport } from '#protocol/witness.ts';
import { addToReports, isSameWitness } from '#protocol/witness-reports.ts';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import type { Journal } from '../../journal/journal.ts';

/** One who is asked: PostgreSQL and Patroni have a voice for each node. */
export type Voice = Pick<WitnessChange, 'witness' | 'node'>;

/** What a voice answered. */
export type Answer = {
  readonly testimony: Testimony;
  readonly ownTime?: number | null;
  readonly gauges?: Gauges;
};

/** Where the voices tell what they know: a change goes to the journal, the rest is only the present. */
export type Desk = {
  answer(voice: Voice, answer: Answer): void;
  /** It lives, and what it said last still holds. */
  confirm(voice: Voice): void;
  /** It can't be asked, and why. */
  silence(voice: Voice, problem: string, ownTime?: number | null): void;
  /** Writes down something that no voice says; a journal that can't be written to stops nobody from watching. */
  note(body: EventBody): void;
  /** Begins anew: every voice's next word goes to the journal. */
  begin(): void;
  /** Begins anew without the voices that are gone; the others' last words are told again. */
  keepOnly(stays: (voice: Voice) => boolean): void;
  reports(): readonly WitnessReport[];
  /** Calls `listener` after each change that went to the journal. */
  onChange(listener: () => void): Disposable;
};

/**
 * Makes an empty desk.
 * @param report told once when the journal can't be written to, e.g. on a full disk
 */
export function createDesk(journal: Pick<Journal, 'append' | 'now'>, report: (error: unknown) => void): Desk {
  let reports: readonly WitnessReport[] = [];
  let failed = false;
  const told = new Map<string, string>();
  const listeners = new Set<() => void>();

  const changed = () => {
    for (const listener of listeners) listener();
  };

  const append = (body: EventBody): JournalEvent | null => {
    try {
      const event = journal.append(body);
      failed = false;
      return event;
    } catch (error) {
      if (!failed) report(error);
      failed = true;
      return null;
    }
  };

  const tell = (change: WitnessChange) => {
    const { witness, node, problem, testimony } = change;
    const words = JSON.stringify({ problem, testimony });
    const key = `${witness} ${node}`;
    if (told.get(key) === words) return false;
    const event = append({ kind: 'witness', ...change });
    if (event === null) return false;
    told.set(key, words);
    reports = addToReports(reports, event);
    changed();
    return true;
  };

  const patch = (voice: Voice, change: Partial<Pick<WitnessReport, 'answeredAt' | 'gauges'>>) => {
    const index = reports.findIndex((report) => isSameWitness(report, voice));
    const report = reports[index];
    if (report !== undefined) reports = reports.with(index, { ...report, ...change });
  };

  const begin = () => {
    const event = append({ kind: 'watch', state: 'began' });
    if (event === null) return;
    told.clear();
    reports = addToReports(reports, event);
    changed();
  };

  return {
    answer({ witness, node }, { testimony, ownTime = null, gauges }) {
      tell({ witness, node, ownTime, problem: null, testimony });
      patch({ witness, node }, { answeredAt: journal.now(), ...(gauges === undefined ? {} : { gauges }) });
    },
    confirm(voice) {
      patch(voice, { answeredAt: journal.now() });
    },
    silence({ witness, node }, problem, ownTime = null) {
      if (tell({ witness, node, ownTime, problem, testimony: null })) patch({ witness, node }, { gauges: null });
    },
    note: (body) => void append(body),
    begin,
    keepOnly(stays) {
      const kept = reports.filter(stays);
      if (kept.length === reports.length) return;
      begin();
      for (const { witness, node, problem, testimony, answeredAt, gauges } of kept) {
        tell({ witness, node, ownTime: null, problem, testimony });
        patch({ witness, node }, { answeredAt, gauges });
      }
    },
    reports: () => reports,
    onChange(listener) {
      const own = () => listener();
      listeners.add(own);
      return { [Symbol.dispose]: () => void listeners.delete(own) };
    },
  };
}
