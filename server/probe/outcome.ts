import { DeadlineError } from '../cluster/deadline.ts';
import type { WriteOutcome } from '#protocol/probe.ts';

/** What became of a write, and the short reason if it was not confirmed: a SQLSTATE, an errno or one of our words. */
export type Verdict = { readonly outcome: WriteOutcome; readonly reason: string | null };

/** A node that takes no writes was reached: nothing was sent to it, so that no refusal stands in its log. */
export class ReadOnlyNode extends Error {}

/** The verdict on a write that was answered: a warning says that its commit did not wait for the replica. */
export function judgeAnswer(warnings: readonly string[]): Verdict {
  // `canceling wait for synchronous replication` has no SQLSTATE of its own; no other warning can come with our statement.
  return warnings.length === 0
    ? { outcome: 'acked', reason: null }
    : { outcome: 'unknown', reason: 'sync-wait-cancelled' };
}

/** The verdict on a write that failed, by whether it had been sent to a server. */
export function judgeFailure(sent: boolean, error: unknown): Verdict {
  const reason = reasonIn(error, sent);
  if (!sent) return { outcome: 'failed', reason };
  // An ERROR rolls back; whatever else ends a session (FATAL, PANIC, silence) leaves open whether it committed.
  return { outcome: severityOf(error) === 'ERROR' ? 'failed' : 'unknown', reason };
}

function reasonIn(error: unknown, sent: boolean): string {
  if (error instanceof ReadOnlyNode) return 'read-only';
  if (error instanceof DeadlineError) return sent ? 'statement-deadline' : 'connect-deadline';
  const code = propertyOf(error, 'code');
  // What the library says of a connection that was closed without a word has no code.
  return typeof code === 'string' && code !== '' ? code : 'hung-up';
}

function severityOf(error: unknown): unknown {
  return propertyOf(error, 'severity');
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
