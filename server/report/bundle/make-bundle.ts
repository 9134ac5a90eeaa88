import { bytesToHex } from '@noble/hashes/utils.js';
import { bundlePaths, castEnding } from '#bundle/bundle-paths.ts';
import { formatCheckpoint } from '#bundle/checkpoint.ts';
import type { Author, Manifest } from '#bundle/manifest.ts';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import type { Step } from '#protocol/step.ts';
import type { Journal } from '../../journal/journal.ts';
import { createHider } from '../../recording/hide-text.ts';
import type { Recordings } from '../../recording/recordings.ts';
import type { Secrets } from '../../recording/secrets.ts';
import type { Terminals } from '../../terminal/terminals.ts';
import type { Originals } from '../../workspace/originals.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { ReportSource } from '../report-source.ts';
import { authorOf } from './author-of.ts';
import type { CheckpointKeeper } from './checkpoint-keeper.ts';
import { exportJournal } from './export-journal.ts';
import { hideInVersions, keptVersions } from './export-versions.ts';
import type { FileToPack } from './pack-files.ts';
import { readRecordings } from './read-recordings.ts';
import { sealArchive } from './seal-archive.ts';
import type { SigningKeys } from './signing-key.ts';
import { engineVersions, versionsSeen } from './versions-in-use.ts';

/** What a report needs of a run. */
export type BundledRun = {
  readonly id: string;
  readonly steps: readonly Step[];
  readonly journal: Journal;
  readonly workspace: Pick<Workspace, 'versions'>;
  readonly terminals: Pick<Terminals, 'commands' | 'command'>;
  readonly recordings: Recordings;
  readonly secrets: Secrets;
  readonly checkpoints: CheckpointKeeper;
};

export type BundleOptions = {
  readonly run: BundledRun;
  readonly keys: SigningKeys;
  /** The lab's own version, and the environment that its Docker is asked in. */
  readonly lab: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly originals: Originals;
  /** What people read of the report, drawn from the same events that it carries. */
  readonly render: (source: ReportSource) => Promise<readonly FileToPack[]>;
};

/** A report that is ready to be handed in. */
export type MadeBundle = { readonly author: Author; readonly bytes: Uint8Array };

/** Makes the report of a run as it stands now: everything in it is without secrets, summed up and signed. */
export async function makeBundle(options: BundleOptions): Promise<MadeBundle> {
  const { run, keys, lab, environment, originals, render } = options;
  const { journal, recordings, secrets } = run;
  const engine = engineVersions(environment);
  const kept = await keptVersions(journal, run.workspace.versions);
  for (const { path, text } of kept) if (text !== null) secrets.learn(path, text);
  // What was learned just now may stand in recordings: those are read when it has been taken out of them.
  const casts = await readRecordings(recordings);
  const hide = createHider([...secrets.all(), ...recordings.redacted()]);
  const { files, rename } = await hideInVersions(kept, hide);
  const checkpoints = run.checkpoints.sign();
  const { seq: lastSeq, hash: head } = journal.chain.head();
  const exported = await exportJournal(journal.chain, lastSeq, (text) => rename(hide(text)));
  const { events, startedAt } = exported;
  const exportedAt = Math.max(journal.now(), exported.lastAt);
  const author = authorOf(events);
  const versions: Manifest['versions'] = { lab, ...(await engine), ...versionsSeen(events) };
  const source: ReportSource = {
    run: run.id,
    author,
    startedAt,
    exportedAt,
    events,
    claims: judgeClaims(events),
    recordings: casts,
    files,
    originals,
    outputs: await outputsOf(run.terminals, hide),
    steps: run.steps,
    versions,
  };
  const texts = new Map(files.map(({ hash, text }) => [hash, text]));
  const content: FileToPack[] = [
    ...(await render(source)),
    { path: bundlePaths.journal, content: exported.text },
    { path: bundlePaths.checkpoints, content: checkpoints.map((line) => `${formatCheckpoint(line)}\n`).join('') },
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
  return { author, bytes };
}

async function outputsOf(terminals: BundledRun['terminals'], hide: (text: string) => string) {
  const outputs = new Map<string, string>();
  for (const { id, endedAt } of terminals.commands()) {
    if (endedAt === null) continue;
    const command = await terminals.command(id);
    if (command !== null) outputs.set(id, hide(command.output));
  }
  return outputs;
}
