import type { BundledFile } from '#bundle/bundle.ts';
import type { PersonalKind } from '#protocol/hidden-kinds.ts';
import type { Step } from '#protocol/step.ts';
import { type Journal, readAll } from '../../journal/journal.ts';
import { createHider } from '../../recording/hide-text.ts';
import type { Recordings } from '../../recording/recordings.ts';
import type { Secrets } from '../../recording/secrets.ts';
import type { Terminals } from '../../terminal/terminals.ts';
import type { Originals } from '../../workspace/originals.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { findAddresses } from '../privacy/find-addresses.ts';
import { hideInCast } from '../privacy/hide-in-cast.ts';
import type { Identity } from '../privacy/identity.ts';
import { findPersonal, type Personal, soughtOf } from '../privacy/personal.ts';
import { authorOf } from './author-of.ts';
import type { CheckpointKeeper } from './checkpoint-keeper.ts';
import { type ExportedJournal, exportJournal } from './export-journal.ts';
import { hideInVersions, keptVersions } from './export-versions.ts';
import { readRecordings } from './read-recordings.ts';

/** What a report needs of a run. */
export type BundledRun = {
  readonly id: string;
  readonly dir: string;
  readonly steps: readonly Step[];
  readonly journal: Journal;
  readonly workspace: Pick<Workspace, 'versions'>;
  readonly terminals: Pick<Terminals, 'commands' | 'command'>;
  readonly recordings: Recordings;
  readonly secrets: Secrets;
  readonly checkpoints: CheckpointKeeper;
};

export type GatherOptions<End> = {
  readonly run: BundledRun;
  readonly originals: Originals;
  readonly identity: Identity;
  /** What the student leaves in of what tells of their machine. */
  readonly kept: ReadonlySet<PersonalKind>;
  /** Says where the journal ends for this report; called when nothing is waited for. */
  readonly end: () => End;
};

/** What leaves the machine, without secrets and without what tells of the machine. */
export type Gathered<End> = {
  readonly end: End;
  readonly journal: ExportedJournal;
  /** By the name of the terminal. */
  readonly casts: ReadonlyMap<string, string>;
  readonly files: readonly BundledFile[];
  /** The kept output of commands by their ids. */
  readonly outputs: ReadonlyMap<string, string>;
  /** What was looked for besides secrets. */
  readonly personal: Personal;
};

/** Gathers what a report carries, by one rule for all of it: what is hidden in one place is hidden in every other. */
export async function gather<End extends { readonly seq: number }>(
  options: GatherOptions<End>,
): Promise<Gathered<End>> {
  const { run, originals, identity, kept } = options;
  const { journal, recordings, secrets } = run;
  const versions = await keptVersions(journal, run.workspace.versions);
  for (const { path, text } of versions) if (text !== null) secrets.learn(path, text);
  // What was learned just now may stand in recordings: those are read when it has been taken out of them.
  const recorded = await readRecordings(recordings);
  const said = await outputsOf(run.terminals);
  const end = options.end();
  const addresses = await findAddresses({
    bodies: bodiesUpTo(journal, end.seq),
    casts: recorded.values(),
    texts: [...versions.flatMap(({ text }) => text ?? []), ...said.values()],
  });
  const { name, group } = authorOf(readAll(journal, 1, ['run-started', 'author-saved']));
  const personal = findPersonal({
    identity,
    addresses,
    lab: [...originals.texts.values(), ...originals.proposed.values(), JSON.stringify(run.steps)].join('\n'),
    author: `${name} ${group}`,
  });
  const sought = soughtOf(personal, kept);
  const hide = createHider([...secrets.all(), ...recordings.redacted(), ...sought]);
  const { files, rename } = await hideInVersions(versions, hide);
  const exported = await exportJournal(journal.chain, end.seq, (text) => rename(hide(text)));
  const casts = new Map<string, string>();
  for (const [terminal, cast] of recorded) casts.set(terminal, await hideInCast(cast, sought));
  const outputs = new Map([...said].map(([id, output]): [string, string] => [id, hide(output)]));
  return { end, journal: exported, casts, files, outputs, personal };
}

function* bodiesUpTo({ chain }: Journal, lastSeq: number): Generator<string> {
  for (const { seq, body } of chain.links(1)) {
    if (seq > lastSeq) return;
    yield body;
  }
}

async function outputsOf(terminals: BundledRun['terminals']): Promise<Map<string, string>> {
  const outputs = new Map<string, string>();
  for (const { id, endedAt } of terminals.commands()) {
    if (endedAt === null) continue;
    const command = await terminals.command(id);
    if (command !== null) outputs.set(id, command.output);
  }
  return outputs;
}
