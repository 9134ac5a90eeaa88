import type { Fingerprint } from './fingerprint.ts';
import { inThousands } from './findings.ts';
import { countShared, shareOf } from './sketch.ts';

/** How much one report is another's; the reason is Russian, and null where nothing is alike. */
export type Likeness = { readonly score: number; readonly reason: string | null };

/** Two runs of the same lab have next to nothing in common to the millisecond; less than this says nothing. */
const leastShare = 0.05;
const leastRows = 20;
/** An answer with so many of its rows of words in another one is that one. */
const sameAnswer = 0.7;
/** Texts may be alike because both are the textbook's: the same answers alone do not prove a copy. */
const mostForAnswers = 0.8;

/** Compares two reports: are they about one run, or has one the recordings, the events or the answers of the other? */
export function likenessOf(one: Fingerprint, other: Fingerprint): Likeness {
  const common = commonBeginning(one, other);
  if (common > 0) {
    return {
      score: 1,
      reason: `одно прохождение: первые события журнала, не меньше ${inThousands(common)}, те же самые`,
    };
  }
  const candidates = [
    likeRecordings(one, other),
    likeEvents(one, other),
    likeAnswers(one, other),
    one.run === other.run ? { score: 1, reason: 'у прохождений одно имя, хотя журналы разные' } : nothing,
  ];
  return candidates.reduce((best, next) => (next.score > best.score ? next : best), nothing);
}

const nothing: Likeness = { score: 0, reason: null };

/** Up to which event the journals are the same, as far as the marks tell. */
function commonBeginning({ marks }: Fingerprint, other: Fingerprint): number {
  let common = 0;
  for (const [seq, hash] of marks) if (other.marks.get(seq) === hash) common = Math.max(common, seq);
  return common;
}

function likeRecordings(one: Fingerprint, other: Fingerprint): Likeness {
  const share = shareOf(one.recordings, other.recordings, leastRows) ?? 0;
  if (share < leastShare) return nothing;
  return { score: share, reason: `записи терминалов совпадают до миллисекунды на ${percent(share)}` };
}

function likeEvents(one: Fingerprint, other: Fingerprint): Likeness {
  const share = shareOf(one.events, other.events, leastRows) ?? 0;
  if (share < leastShare) return nothing;
  return { score: share, reason: `события журнала совпадают до миллисекунды на ${percent(share)}` };
}

function likeAnswers(one: Fingerprint, other: Fingerprint): Likeness {
  let compared = 0;
  let same = 0;
  for (const [question, rows] of one.answers) {
    const others = other.answers.get(question);
    if (others === undefined) continue;
    compared += 1;
    const shared = countShared(rows, others) / Math.min(rows.length, others.length);
    if (shared >= sameAnswer) same += 1;
  }
  if (same === 0) return nothing;
  const score = (mostForAnswers * same) / compared;
  return { score, reason: `ответы почти дословно те же: ${same} из ${compared}` };
}

function percent(share: number): string {
  return `${Math.round(share * 100)}\u00a0%`;
}
