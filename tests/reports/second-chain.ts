// The chain once more, by another hand: over the bytes of the file, with Node's own hash, line by line from its end.
import { createHash } from 'node:crypto';

/** What the second reading of a journal finds: the first line that does not follow from the one before, or null. */
export type SecondReading = { readonly head: string; readonly brokenAt: number | null };

/** Follows the chain of the bytes of `run/journal.ndjson`. */
export function followChain(journal: Buffer): SecondReading {
  let head = '0'.repeat(64);
  let brokenAt: number | null = null;
  let number = 0;
  for (let from = 0; from < journal.length;) {
    const to = journal.indexOf(10, from);
    const line = journal.subarray(from, to === -1 ? journal.length : to);
    from = to === -1 ? journal.length : to + 1;
    number += 1;
    const claimed = followLine(head, line);
    if (claimed.computed !== null && claimed.computed !== claimed.hash) brokenAt ??= number;
    head = claimed.hash;
  }
  return { head, brokenAt };
}

function followLine(previous: string, line: Buffer): { hash: string; computed: string | null } {
  const { seq, at, salt, hash, redacted }: Record<string, unknown> = JSON.parse(line.toString('utf8'));
  if (redacted === true) return { hash: String(hash), computed: null };
  const opening = line.indexOf('"body":') + '"body":'.length;
  const closing = line.lastIndexOf(',"salt":');
  const digest = createHash('sha256')
    .update(previous, 'hex')
    .update(String(salt), 'hex')
    .update(BigInt(Number(seq)).toString(16).padStart(16, '0'), 'hex')
    .update(BigInt(Number(at)).toString(16).padStart(16, '0'), 'hex')
    .update(line.subarray(opening, closing))
    .digest('hex');
  return { hash: String(hash), computed: digest };
}
