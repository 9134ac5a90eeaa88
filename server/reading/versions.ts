import type { CastEvent } from '#protocol/cast.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import type { ReferenceInfo } from '#protocol/reference.ts';

/** The versions that the run itself has told: the lab's by its journal, the others by what was printed. */
export function findVersions(
  events: readonly JournalEvent[],
  recordings: Iterable<readonly CastEvent[]>,
): ReferenceInfo['versions'] {
  const lab = events.findLast(({ body }) => body.kind === 'server-started')?.body;
  const texts = [...recordings].map((events) => events.map(({ code, data }) => (code === 'o' ? data : '')).join(''));
  const printed = (pattern: RegExp) => {
    for (const text of texts) {
      const [, version] = pattern.exec(text) ?? [];
      if (version !== undefined) return version;
    }
    return null;
  };
  return {
    lab: lab?.kind === 'server-started' ? lab.version : '',
    postgres: printed(/\bpsql \((\d+\.\d+)/),
    patroni: printed(/\bpatroni[-= ]+v?(\d+\.\d+\.\d+)/i),
  };
}
