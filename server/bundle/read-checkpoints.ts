import { ParseError } from '#protocol/parse.ts';
import { tooMuch } from './bundle-error.ts';
import { isCheckpointOf, parseCheckpoint, type Checkpoint } from './checkpoint.ts';
import { inThousands, type Findings } from './findings.ts';
import { bundleLimits } from './limits.ts';
import type { Manifest } from './manifest.ts';
import type { ReadJournal } from './read-journal.ts';

/** A signature takes milliseconds; the last checkpoint vouches for all before it, and these few for its own past. */
const verifiedSignatures = 32;

/**
 * Reads `run/checkpoints.ndjson`.
 * @throws BundleError when there are more than a report may have
 */
export function readCheckpoints(text: string, findings: Findings): Checkpoint[] {
  const checkpoints: Checkpoint[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (index >= bundleLimits.checkpoints) throw tooMuch('В отчёте слишком много контрольных точек.');
    if (line === '') continue;
    try {
      checkpoints.push(parseCheckpoint(line));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      findings.changed(`контрольная точка ${inThousands(index + 1)} не читается`);
    }
  }
  return checkpoints;
}

/** Holds a journal against its checkpoints and against what the manifest says of its end. */
export function compareWithCheckpoints(
  journal: ReadJournal,
  checkpoints: readonly Checkpoint[],
  manifest: Manifest,
  findings: Findings,
): void {
  const verifyEvery = Math.max(1, Math.ceil(checkpoints.length / verifiedSignatures));
  let last = { seq: 0, at: 0 };
  let covered = 0;
  for (const [index, checkpoint] of checkpoints.entries()) {
    const name = `контрольная точка ${inThousands(index + 1)} (событие ${inThousands(checkpoint.seq)})`;
    if (checkpoint.seq <= last.seq) findings.changed(`${name} стоит не на своём месте`);
    if (checkpoint.at < last.at) findings.changed(`у контрольной точки ${inThousands(index + 1)} часы идут назад`);
    last = checkpoint;
    if (checkpoint.publicKey !== manifest.keys.checkpoints) findings.changed(`${name} подписана другим ключом`);
    const isVerified = index % verifyEvery === 0 || index === checkpoints.length - 1;
    if (isVerified && !isCheckpointOf(manifest.run, checkpoint)) findings.changed(`подпись не подходит: ${name}`);
    if (checkpoint.seq > journal.lastSeq) continue;
    covered = index + 1;
    const hash = journal.hashes.get(checkpoint.seq);
    if (hash !== undefined && hash !== checkpoint.hash) findings.changed(`${name} не сходится с журналом`);
  }
  judgeEnd(journal, { reached: Math.max(last.seq, manifest.journal.lastSeq), covered }, manifest, findings);
}

function judgeEnd(
  { lastSeq, lastAt, head }: ReadJournal,
  { reached, covered }: { readonly reached: number; readonly covered: number },
  { journal, exportedAt }: Manifest,
  findings: Findings,
): void {
  if (lastSeq < reached) {
    const after =
      covered === 0 ? 'неполный с самого начала' : `неполный после контрольной точки ${inThousands(covered)}`;
    findings.incomplete(
      `после события ${inThousands(lastSeq)} записи обрываются, а всего их было не меньше ${inThousands(reached)}: отчёт ${after}`,
    );
  } else if (lastSeq > journal.lastSeq) {
    findings.changed(`подписано ${inThousands(journal.lastSeq)} событий, а в журнале их ${inThousands(lastSeq)}`);
  } else if (head !== journal.head) {
    findings.changed(`конец журнала (событие ${inThousands(lastSeq)}) не тот, что подписан`);
  }
  if (exportedAt < lastAt) findings.changed('часы переведены назад: отчёт помечен временем раньше последнего события');
}
