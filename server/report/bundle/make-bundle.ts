import { bytesToHex } from '@noble/hashes/utils.js';
import { bundlePaths, castEnding } from '#bundle/bundle-paths.ts';
import { formatCheckpoint, type Checkpoint } from '#bundle/checkpoint.ts';
import { bundleLimits } from '#bundle/limits.ts';
import type { Author, Manifest } from '#bundle/manifest.ts';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import { LabError } from '../../lab-error.ts';
import type { Originals } from '../../workspace/originals.ts';
import type { Identity } from '../privacy/identity.ts';
import { readKeptKinds } from '../privacy/kept-kinds.ts';
import type { ReportSource } from '../report-source.ts';
import { authorOf } from './author-of.ts';
import { type BundledRun, gather } from './gather.ts';
import type { FileToPack } from './pack-files.ts';
import { sealArchive } from './seal-archive.ts';
import type { SigningKeys } from './signing-key.ts';
import { createTurns } from './turns.ts';
import { engineVersions, versionsSeen } from './versions-in-use.ts';

export type BundleOptions = {
  readonly run: BundledRun;
  readonly keys: SigningKeys;
  /** The lab's own version, and the environment that its Docker is asked in. */
  readonly lab: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly originals: Originals;
  readonly identity: Identity;
  /** What people read of the report, drawn from the same events that it carries. */
  readonly render: (source: ReportSource) => Promise<readonly FileToPack[]>;
};

/** A report that is ready to be handed in. */
export type MadeBundle = { readonly author: Author; readonly bytes: Uint8Array };

const mostCheckpoints = 2_000;

/** Makes the report of a run as it stands now: everything in it is without secrets, summed up and signed. */
export async function makeBundle(options: BundleOptions): Promise<MadeBundle> {
  const { run, keys, lab, environment, originals, identity, render } = options;
  const { journal } = run;
  const engine = engineVersions(environment);
  const gathered = await gather({
    run,
    originals,
    identity,
    kept: await readKeptKinds(run.dir),
    end: () => ({ checkpoints: run.checkpoints.sign(), ...journal.chain.head() }),
  });
  const { casts, files, outputs, journal: exported } = gathered;
  const { checkpoints, seq: lastSeq, hash: head } = gathered.end;
  const takeTurns = createTurns();
  const { events, startedAt } = exported;
  const exportedAt = Math.max(journal.now(), exported.lastAt);
  const author = authorOf(events);
  const versions: Manifest['versions'] = { lab, ...(await engine), ...versionsSeen(events) };
  await takeTurns();
  const claims = judgeClaims(events);
  await takeTurns();
  const source: ReportSource = {
    run: run.id,
    author,
    startedAt,
    exportedAt,
    events,
    claims,
    recordings: casts,
    files,
    originals,
    outputs,
    steps: run.steps,
    versions,
  };
  const texts = new Map(files.map(({ hash, text }) => [hash, text]));
  const content: FileToPack[] = [
    ...(await render(source)),
    { path: bundlePaths.journal, content: exported.text },
    {
      path: bundlePaths.checkpoints,
      content: thinOut(checkpoints)
        .map((line) => `${formatCheckpoint(line)}\n`)
        .join(''),
    },
    ...[...casts].map(([terminal, text]) => ({
      path: `${bundlePaths.recordings}${terminal}${castEnding}`,
      content: text,
    })),
    {
      path: bundlePaths.files,
      content: JSON.stringify(files.map(({ path, savedAt, hash }) => ({ path, savedAt, hash }))),
    },
    ...[...texts].map(([hash, text]) => ({ path: `${bundlePaths.fileTexts}${hash}`, content: text })),
  ];
  const bytes = await sealArchive(
    content,
    {
      format: 1,
      run: run.id,
      author,
      startedAt,
      exportedAt,
      versions,
      journal: { lastSeq, head: bytesToHex(head) },
      keys: {
        kind: keys.exports.kind,
        signer: bytesToHex(keys.exports.publicKey),
        checkpoints: bytesToHex(keys.installation.publicKey),
      },
    },
    keys.exports,
  );
  refuseTooLarge(content, bytes, lastSeq);
  return { author, bytes };
}

/** A run that goes on for days has thousands: so many, evenly spread, and the last one, say the same. */
function thinOut(checkpoints: readonly Checkpoint[]): Checkpoint[] {
  const every = Math.ceil(checkpoints.length / mostCheckpoints);
  return checkpoints.filter((_, index) => (checkpoints.length - 1 - index) % every === 0);
}

/** What is made must be opened again. */
function refuseTooLarge(content: readonly FileToPack[], bytes: Uint8Array, events: number): void {
  const expanded = content.reduce((sum, file) => sum + Buffer.byteLength(file.content), 0);
  const { archive, expanded: most, events: mostEvents } = bundleLimits;
  if (bytes.length <= archive && expanded <= most && events <= mostEvents) return;
  throw new LabError({
    code: 'report-too-large',
    title: 'Прохождение слишком велико для отчёта',
    message: `В отчёт помещается ${mostEvents} событий и ${archive / 1_048_576} МБ архива, а здесь событий ${events} и ${Math.ceil(bytes.length / 1_048_576)} МБ.`,
    hint: 'Начните лабораторию заново и пройдите её за один-два дня: журнал прежнего прохождения останется в LAB_HOME.',
    status: 413,
  });
}
