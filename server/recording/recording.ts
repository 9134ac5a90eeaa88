import { setImmediate as othersTurn } from 'node:timers/promises';
import { formatCastHeader, type CastHeader } from '#protocol/cast.ts';
import type { RecordingInfo } from '#protocol/recording.ts';
import type { ShellPlace, Tape } from '../terminal/tape.ts';
import { beginCastFile, type CastFile } from './cast-file.ts';
import { cutInTurns } from './cut-in-turns.ts';
import { createIntake, type Entry } from './intake.ts';
import type { Policy } from './policy.ts';
import { countCuts, cutMiddle, isBorder, lengthOf, toStretches, type Line } from './stretches.ts';
import { createPlaceFile, type readPlaceFile } from './place-file.ts';
import { createTape } from './tape.ts';
import { createTranscriber, type Transcriber } from './transcriber.ts';

/** The recording of one terminal. Its owner calls the asynchronous functions one at a time. */
export type Recording = AsyncDisposable & {
  readonly tape: Tape;
  /** Null while nothing is recorded. */
  readonly info: RecordingInfo | null;
  /** Turns what has come so far into lines for `append`; returns their bytes. */
  transcribe(): Promise<number>;
  /** Leaves so much out of the lines that are not on disk yet that these bytes suffice. */
  shorten(bytes: number): void;
  /** Writes the lines; once it has returned they survive a crash. */
  append(): Promise<void>;
  /** The lines on disk. */
  lines(): Promise<Line[]>;
  /** Puts other lines in the place of those on disk. */
  replace(lines: readonly Line[]): Promise<void>;
};

export type RecordingOptions = {
  readonly terminal: string;
  readonly path: string;
  /** What earlier servers recorded, or null. */
  readonly kept: {
    readonly file: CastFile;
    readonly lines: readonly Line[];
    readonly reached: KeptPlace | null;
  } | null;
  readonly now: () => number;
  readonly secrets: () => readonly string[];
  readonly policy: Policy;
  /** Writes everything up to now. */
  readonly written: () => Promise<void>;
  /** Called when there is something to write. */
  readonly dirty: () => void;
};

type KeptPlace = Awaited<ReturnType<typeof readPlaceFile>>;

/** Marks that stand behind one byte, at most. */
const maxMarks = 32;
/** Bytes that are transcribed in one go before others have their turn. */
const sliceBytes = 32 * 1024;

/** Creates the recording of a terminal, or goes on with it. */
export function createRecording(options: RecordingOptions): Recording {
  const { terminal, path, kept, now, secrets, policy, dirty, written } = options;
  const intake = createIntake(policy);
  let file = kept?.file ?? null;
  let header: CastHeader | null = file?.header ?? null;
  let transcriber: Transcriber | null = null;
  let seconds = file?.seconds ?? 0;
  /** Nothing but its first line, or not even that. */
  const isEmpty = !kept || kept.lines.length === 0;
  let cuts = countCuts(kept?.lines ?? []);
  const placeFile = createPlaceFile(placeFileOf(path));
  const found = kept?.reached ? findPlace(kept.file.size, kept.reached) : null;
  /** How far the lines on disk have come, and those that wait for it. */
  let onDisk: ShellPlace | null = found?.place ?? null;
  let place: ShellPlace | null = onDisk;
  /** Behind how many bytes the last marks stood. */
  let marksAt: number[] = [];
  /** What a killed server had only begun to write is told again. */
  let cutBackTo: number | null = null;
  /** Lines that the disk has not taken yet. */
  let unwritten: Line[] = [];
  /** Bytes on disk of the stretch that goes on. */
  let stretch = 0;

  const tape = createTape({
    terminal,
    intake,
    now,
    dirty,
    goesOnFrom: file ? { header: file.header, seconds, isEmpty } : null,
    begun: (first) => {
      header = first;
    },
    goOn,
    written,
  });

  function goOn(marker: string): ShellPlace | 'nothing' | 'unknown' {
    // A shell that had just been started has nothing on disk.
    if (found?.place?.marker !== marker) return found || isEmpty ? 'nothing' : 'unknown';
    cutBackTo = found.cutBackTo;
    return found.place;
  }

  async function transcribe(): Promise<number> {
    // What the disk did not take comes first: until it has, the intake alone grows, and that is bounded.
    if (unwritten.length > 0 || !header) return lengthOf(unwritten);
    transcriber ??= createTranscriber(header.startedAt, secrets);
    let bytes = 0;
    for (const entry of intake.take().flatMap(inSlices)) {
      seconds = Math.max(seconds, (entry.at - header.startedAt) / 1_000);
      unwritten.push(...transcriber.lines(entry));
      pass(entry);
      bytes += entry.kind === 'output' ? entry.bytes.length : 0;
      if (bytes < sliceBytes) continue;
      bytes = 0;
      await othersTurn();
    }
    return lengthOf(unwritten);
  }

  function pass(entry: Entry) {
    if (entry.kind === 'place') {
      ({ place } = entry);
      marksAt = Array.from({ length: place.marks }, () => entry.place.told);
    } else if (entry.kind === 'mark') {
      marksAt = [...marksAt.slice(-maxMarks), place?.told ?? 0];
    } else if (place) {
      const bytes = entry.kind === 'output' ? entry.bytes.length : entry.kind === 'cut' ? entry.bytes : 0;
      place = { ...place, told: place.told + bytes };
    }
  }

  /** How far the lines have come that were transcribed. */
  function reachedPlace(): ShellPlace | null {
    if (!place) return null;
    const told = Math.max(0, place.told - (transcriber?.waiting ?? 0));
    return { ...place, told, marks: marksAt.filter((at) => at === told).length };
  }

  async function append(): Promise<void> {
    if (unwritten.length === 0 || !header) return;
    file ??= await beginCastFile(path, formatCastHeader(header));
    await cutBack();
    const reached = reachedPlace();
    await placeFile.expect(
      { size: file.size, place: onDisk },
      { size: file.size + lengthOf(unwritten), place: reached },
    );
    await file.append(unwritten, seconds);
    onDisk = reached;
    let isOver = false;
    for (const line of unwritten) {
      if (isBorder(line)) {
        isOver ||= stretch > policy.head + policy.tail;
        stretch = 0;
      }
      stretch += line.length;
    }
    cuts += countCuts(unwritten);
    unwritten = [];
    if (isOver || stretch > policy.head + policy.tail + policy.slack) await compact(file);
  }

  async function cutBack(): Promise<void> {
    if (cutBackTo === null) return;
    await file?.cutBack(cutBackTo);
    cutBackTo = null;
  }

  async function compact(on: CastFile): Promise<void> {
    const lines = await on.lines();
    const shorter: Line[] = [];
    for (const each of toStretches(lines)) shorter.push(...(await cutInTurns(each, policy)));
    if (lengthOf(shorter) !== lengthOf(lines)) await replace(shorter);
  }

  async function replace(lines: readonly Line[]): Promise<void> {
    if (!file) return;
    await cutBack();
    const size = file.headerBytes + lengthOf(lines);
    await placeFile.expect({ size: file.size, place: onDisk }, { size, place: onDisk });
    await file.replace(lines);
    cuts = countCuts(lines);
    stretch = lengthOf(toStretches(lines).at(-1) ?? []);
  }

  return {
    tape,
    get info() {
      return header && { terminal, bytes: file?.size ?? 0, seconds, startedAt: header.startedAt, cuts };
    },
    transcribe,
    shorten: (bytes) => {
      for (let budget = bytes / 2; lengthOf(unwritten) > bytes && budget >= 1; budget /= 2) {
        unwritten = toStretches(unwritten).flatMap((each) => cutMiddle(each, { head: budget / 2, tail: budget / 2 }));
      }
    },
    append,
    lines: async () => {
      await cutBack();
      return (await file?.lines()) ?? [];
    },
    replace,
    [Symbol.asyncDispose]: async () => {
      await using _closing = file;
      await using _closingToo = placeFile;
      await transcribe();
      unwritten.push(...(transcriber?.end(now()) ?? []));
      await append();
    },
  };
}

/** The file that says how far a recording has come. */
export function placeFileOf(castFile: string): string {
  return `${castFile}-place`;
}

/** What a file of this size holds; between the two sizes that were expected only a part of the lines was written. */
function findPlace(
  size: number,
  { before, after }: NonNullable<KeptPlace>,
): { readonly place: ShellPlace | null; readonly cutBackTo: number | null } | null {
  if (size === after.size) return { place: after.place, cutBackTo: null };
  if (size === before.size) return { place: before.place, cutBackTo: null };
  const isBetween = size > before.size && size < after.size;
  return isBetween ? { place: before.place, cutBackTo: before.size } : null;
}

/** A long output as several: what is read in one go holds up everybody else. */
function inSlices(entry: Entry): Entry[] {
  if (entry.kind !== 'output' || entry.bytes.length <= sliceBytes) return [entry];
  const slices: Entry[] = [];
  for (let from = 0; from < entry.bytes.length; from += sliceBytes) {
    slices.push({ ...entry, bytes: entry.bytes.subarray(from, from + sliceBytes) });
  }
  return slices;
}
