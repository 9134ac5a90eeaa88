import type { JournalEvent } from '#protocol/journal.ts';

import { allClaims } from './all-claims.ts';
import type { ClaimEvidence, ClaimResult } from './claim.ts';
import { beginCommandsSeen, type CommandsSeen } from './commands-seen.ts';
import type { Claim, Held, Said } from './define-claim.ts';
import { beginHeldChecks, type HeldChecks } from './held-checks.ts';
import { beginPlaces, type Places } from './places.ts';

/** The checks that some claim wants where they passed first. */
const atFirst: ReadonlySet<string> = new Set(
  allClaims.filter(({ judged }) => judged === 'first').flatMap(({ checks }) => checks),
);

/** Characters of a sentence: names of twenty tables find room. */
const longest = 2_000;

/** What a run's events told so far. */
type Reading = {
  readonly checks: HeldChecks;
  readonly commands: CommandsSeen;
  readonly places: Places;
  readonly add: (event: JournalEvent) => void;
};

/** The claims of a journal that still grows; a later question costs no second reading. */
export type ClaimBook = {
  readonly add: (event: JournalEvent) => void;
  readonly claims: () => readonly ClaimResult[];
};

/** Begins a book that events are added to in their order. */
export function createClaimBook(): ClaimBook {
  let reading = beginReading();
  let judged: readonly ClaimResult[] | null = null;
  return {
    add(event) {
      // Of several runs in a journal the newest counts.
      if (event.body.kind === 'run-started') reading = beginReading();
      reading.add(event);
      judged = null;
    },
    claims() {
      judged ??= allClaims.map((claim) => judgeClaim(claim, reading));
      return judged;
    },
  };
}

/**
 * Judges every claim of the report over a journal alone: the checks behind it are asked again over the recorded facts,
 * measurements and observations.
 */
export function judgeClaims(events: Iterable<JournalEvent>): readonly ClaimResult[] {
  const book = createClaimBook();
  for (const event of events) book.add(event);
  return book.claims();
}

function beginReading(): Reading {
  const checks = beginHeldChecks(atFirst);
  const commands = beginCommandsSeen();
  const { places, add } = beginPlaces();
  return {
    checks,
    commands,
    places,
    add(event) {
      checks.add(event);
      commands.add(event);
      add(event);
    },
  };
}

function judgeClaim(claim: Claim, { checks, commands, places }: Reading): ClaimResult {
  const held = new Map<string, Held>();
  for (const check of claim.checks) {
    const found = checks.held(check, claim.judged);
    if ('why' in found) return notShown(claim, found.why);
    held.set(check, found);
  }
  const said = claim.say((check) => heldAs(held, check), places);
  if ('why' in said) return notShown(claim, said.why);
  const evidence = evidenceFor(claim, [...held.values()], said, commands);
  return { id: claim.id, step: claim.step, state: 'shown', sentence: shortened(said.sentence), why: null, evidence };
}

function heldAs(held: ReadonlyMap<string, Held>, check: string): Held {
  const found = held.get(check);
  if (found === undefined) throw new Error(`the claim asks for ${check}, which is none of its checks`);
  return found;
}

/** A name in a journal from elsewhere may be of any length. */
function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

function notShown({ id, step, subject }: Claim, why: string): ClaimResult {
  return { id, step, state: 'not-shown', sentence: `Не показано: ${subject}.`, why: shortened(why), evidence: [] };
}

/** The events that prove it and the commands that showed it, in their order, each once. */
function evidenceFor(
  claim: Claim,
  held: readonly Held[],
  { points = [], around }: Exclude<Said, { readonly why: string }>,
  commands: CommandsSeen,
): readonly ClaimEvidence[] {
  const moment = Math.max(...held.map(({ at }) => at));
  const found = new Map<number, ClaimEvidence>();
  const put = (evidence: ClaimEvidence | null) => {
    if (evidence !== null && !found.has(evidence.seq)) found.set(evidence.seq, evidence);
  };
  for (const id of claim.commands) {
    put(around === undefined ? commands.nearest(id, moment) : commands.within(id, around));
  }
  for (const { observation, observed } of held) {
    if (observation !== null) put({ ...observation, label: shortened(observed), recording: null });
  }
  for (const { seq, at, label } of points) put({ seq, at, label: shortened(label), recording: null });
  return [...found.values()].toSorted((a, b) => a.at - b.at || a.seq - b.seq);
}
