import { beliefOf } from './belief.ts';
import type { WitnessName, WitnessReport } from './witness.ts';

/**
 * What a witness says during a segment: `one` or `several` primaries, `nobody`, `unsure` (it can't tell),
 * `silent` (it can't be asked), `unwatched` (nobody asked it).
 */
export type Saying = 'one' | 'several' | 'nobody' | 'unsure' | 'silent' | 'unwatched';

/** A stretch of time in which a witness said one and the same. */
export type StripSegment = {
  readonly from: number;
  /** Null while it holds. */
  readonly to: number | null;
  readonly says: Saying;
  readonly primaries: readonly string[];
  /** Its voices that could not be asked, with the reasons; a witness with a voice a node may be silent in part. */
  readonly silent: readonly { readonly node: string | null; readonly problem: string }[];
  /** The event that it began with. */
  readonly seq: number;
};

/** A row of the time strip: the segments follow one another without holes. */
export type StripRow = { readonly witness: WitnessName; readonly segments: readonly StripSegment[] };

type What = Pick<StripSegment, 'says' | 'primaries' | 'silent'>;

const unwatched: What = { says: 'unwatched', primaries: [], silent: [] };

/** What a witness says by its last reports, in the words of the strip. */
export function sayingOf(witness: WitnessName, reports: readonly WitnessReport[]): What {
  const voices = reports.filter((report) => report.witness === witness);
  if (voices.length === 0) return unwatched;
  const silent = voices.flatMap(({ node, problem }) => (problem === null ? [] : { node, problem }));
  const { primaries, problem } = beliefOf(witness, reports);
  if (primaries === null) return { says: problem === null ? 'unsure' : 'silent', primaries: [], silent };
  return { says: primaries.length > 1 ? 'several' : primaries.length === 1 ? 'one' : 'nobody', primaries, silent };
}

/** A row that grows with the journal. */
export type GrowingRow = StripRow & {
  /** What it says from `at` on; nothing changes where it said so before. */
  say(what: What, at: number, seq: number): void;
  /** Nobody asked from `at` on. */
  lose(at: number, seq: number): void;
};

/** Makes an empty row. */
export function createRow(witness: WitnessName): GrowingRow {
  const segments: StripSegment[] = [];

  function say(what: What, at: number, seq: number): void {
    const last = segments.at(-1);
    if (last !== undefined && isSame(last, what)) return;
    if (last !== undefined) {
      if (last.from >= at) segments.pop();
      else segments[segments.length - 1] = { ...last, to: at };
    }
    // What held for no time at all is dropped: its place may continue what was said before.
    const before = segments.at(-1);
    if (before !== undefined && isSame(before, what)) segments[segments.length - 1] = { ...before, to: null };
    else segments.push({ ...what, from: at, to: null, seq });
  }

  return { witness, segments, say, lose: (at, seq) => say(unwatched, at, seq) };
}

function isSame(a: What, b: What): boolean {
  return (
    a.says === b.says &&
    a.primaries.join('\n') === b.primaries.join('\n') &&
    a.silent.length === b.silent.length &&
    a.silent.every(({ node, problem }, index) => node === b.silent[index]?.node && problem === b.silent[index].problem)
  );
}
