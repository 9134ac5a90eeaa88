import type { Policy } from './policy.ts';
import type { ShellPlace } from '../terminal/tape.ts';
import { createRing, together, type Ring } from './ring.ts';

/** What waits to be written; times are milliseconds since the epoch. */
export type Entry =
  | { readonly kind: 'output'; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'resize'; readonly at: number; readonly columns: number; readonly rows: number }
  | { readonly kind: 'mark'; readonly at: number; readonly label: string }
  | { readonly kind: 'cut'; readonly at: number; readonly bytes: number }
  /** From here on it is the output of another shell, or of one behind so many bytes. */
  | { readonly kind: 'place'; readonly at: number; readonly place: ShellPlace };

/** Where a terminal's bytes wait for the disk: bounded, and quick enough to stand in the pty's way. */
export type Intake = {
  readonly isEmpty: boolean;
  output(at: number, bytes: Buffer): void;
  resize(at: number, columns: number, rows: number): void;
  /** A marker ends the stretch of output before it and begins the next. */
  mark(at: number, label: string): void;
  place(at: number, place: ShellPlace): void;
  /** Takes everything out, in order. */
  take(): Entry[];
};

/** The tail of a stretch that begins when the disk has not taken the earlier ones: small, in the end almost nothing. */
const poorTail = 4 * 1024;

type Waiting =
  Exclude<Entry, { kind: 'output' }> | { readonly kind: 'chunks'; readonly at: number; readonly chunks: Buffer[] };

/** Creates an empty intake: the beginning of each stretch is kept as it comes, what follows runs through a ring. */
export function createIntake({ head, tail, waiting }: Pick<Policy, 'head' | 'tail' | 'waiting'>): Intake {
  let entries: Waiting[] = [];
  /** Bytes in `entries`. */
  let held = 0;
  let headLeft = head;
  let ring: Ring | null = null;

  const add = (at: number, bytes: Buffer) => {
    held += bytes.length;
    const last = entries.at(-1);
    if (last?.kind === 'chunks' && at - last.at <= together) last.chunks.push(bytes);
    else entries.push({ kind: 'chunks', at, chunks: [bytes] });
  };
  const settleRing = () => {
    const { dropped, kept } = ring?.take() ?? { dropped: 0, kept: [] };
    ring = null;
    if (dropped > 0) entries.push({ kind: 'cut', at: kept[0]?.at ?? entries.at(-1)?.at ?? 0, bytes: dropped });
    for (const { at, bytes } of kept) add(at, bytes);
  };

  return {
    get isEmpty() {
      return entries.length === 0 && ring === null;
    },
    output: (at, bytes) => {
      const fits = ring ? 0 : Math.max(0, Math.min(headLeft, bytes.length));
      if (fits > 0) {
        headLeft -= fits;
        // A copy: the chunk is a slice of a larger buffer that would be held as long.
        add(at, Buffer.from(fits === bytes.length ? bytes : bytes.subarray(0, fits)));
      }
      if (fits === bytes.length) return;
      ring ??= createRing(Math.max(1, Math.min(tail, held > waiting ? poorTail : tail, 2 * waiting - held)));
      ring.push(at, bytes.subarray(fits));
    },
    resize: (at, columns, rows) => {
      settleRing();
      const last = entries.at(-1);
      // Dragging a window's edge sends dozens: the last one counts.
      if (last?.kind === 'resize') entries.pop();
      entries.push({ kind: 'resize', at, columns, rows });
    },
    mark: (at, label) => {
      settleRing();
      entries.push({ kind: 'mark', at, label });
      headLeft = held > waiting ? 0 : head;
    },
    place: (at, place) => {
      settleRing();
      entries.push({ kind: 'place', at, place });
    },
    take: () => {
      settleRing();
      const taken = entries;
      entries = [];
      held = 0;
      return taken.map((entry) =>
        entry.kind === 'chunks' ? { kind: 'output', at: entry.at, bytes: Buffer.concat(entry.chunks) } : entry,
      );
    },
  };
}
