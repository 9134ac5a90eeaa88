import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { Link } from './chain.ts';

/** A line of `run/journal.ndjson`: an event with its hash; without its salt where something in it was hidden. */
export type JournalLine = {
  readonly seq: number;
  readonly at: number;
  /** JSON; the very text that the hash is about, unless something was hidden. */
  readonly body: string;
  /** Null when something was hidden: then the hash can't be computed from the line. */
  readonly salt: Uint8Array | null;
  readonly hash: Uint8Array;
};

/*
 * The lines have exactly one form, so that the body is found without being read and no byte of them means nothing:
 * {"seq":1,"at":2,"body":{…},"salt":"…","hash":"…"} or {"seq":1,"at":2,"body":{…},"hash":"…","redacted":true}
 */
const beginning = /^\{"seq":([1-9]\d{0,15}),"at":(0|[1-9]\d{0,15}),"body":/;
const openEnd = /^,"salt":"([0-9a-f]{32})","hash":"([0-9a-f]{64})"\}$/;
const openEndLength = 117;
const hiddenEnd = /^,"hash":"([0-9a-f]{64})","redacted":true\}$/;
const hiddenEndLength = 91;

/** Writes an event's line, without a line feed. */
export function formatJournalLine({ seq, at, body, salt }: Link, hash: Uint8Array): string {
  return `{"seq":${seq},"at":${at},"body":${body},"salt":"${bytesToHex(salt)}","hash":"${bytesToHex(hash)}"}`;
}

/** Writes the line of an event from which something was taken out: `body` is what is left of it. */
export function formatHiddenLine(
  event: { readonly seq: number; readonly at: number; readonly body: string },
  hash: Uint8Array,
): string {
  return `{"seq":${event.seq},"at":${event.at},"body":${event.body},"hash":"${bytesToHex(hash)}","redacted":true}`;
}

/** Reads a line; null when it has not the form of one. The body is not looked at. */
export function parseJournalLine(line: string): JournalLine | null {
  const begun = beginning.exec(line);
  if (begun === null) return null;
  const seq = Number(begun[1]);
  const at = Number(begun[2]);
  if (!Number.isSafeInteger(seq) || !Number.isSafeInteger(at)) return null;
  const from = begun[0].length;
  const open = openEnd.exec(line.slice(-openEndLength));
  if (open?.[1] !== undefined && open[2] !== undefined) {
    const body = line.slice(from, line.length - openEndLength);
    return { seq, at, body, salt: hexToBytes(open[1]), hash: hexToBytes(open[2]) };
  }
  const hidden = hiddenEnd.exec(line.slice(-hiddenEndLength));
  if (hidden?.[1] === undefined) return null;
  return { seq, at, body: line.slice(from, line.length - hiddenEndLength), salt: null, hash: hexToBytes(hidden[1]) };
}
