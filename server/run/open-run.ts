import path from 'node:path';
import type { Step } from '#protocol/step.ts';
import { createCheckRunner } from './check-runner.ts';
import { createAdapters } from '../cluster/adapters.ts';
import { createClusterObserver } from '../cluster/observer.ts';
import { removeProject } from '../cluster/remove-project.ts';
import { createClusterWatch } from '../cluster/watch/cluster-watch.ts';
import type { Config } from '../config.ts';
import { createRunningConfiguration } from '../configuration/running-configuration.ts';
import { openFaultBook } from '../faults/book.ts';
import { createFaults } from '../faults/faults.ts';
import { openJournal, readAll } from '../journal/journal.ts';
import { placeholdersIn, unknownNames } from '#protocol/placeholder.ts';
import { addToProgress, toProgress } from '#protocol/progress.ts';
import { findPlaces } from '../probe/places.ts';
import { createProbe } from '../probe/probe.ts';
import { openRecordings } from '../recording/recordings.ts';
import { keepCheckpoints } from '../report/bundle/checkpoint-keeper.ts';
import { keepSecrets } from '../recording/secrets.ts';
import type { Ptys } from '../terminal/pty.ts';
import { createTerminals } from '../terminal/terminals.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import { createLookout } from './lookout.ts';
import { matchStepCommand } from './match-step-command.ts';
import { prepareCommand } from './prepare-command.ts';
import { withProbeNews } from './probe-news.ts';
import { keepPassFile } from './pass-file-keeper.ts';
import type { Run } from './run.ts';
import { struckAfter } from './struck-leader.ts';

export type OpenRunOptions = {
  readonly id: string;
  readonly project: string;
  readonly directory: string;
  readonly steps: readonly Step[];
  readonly config: Config;
  readonly version: string;
  readonly ptys: Ptys;
  /** Signs how far the journal has come. */
  readonly checkpointSecret: Uint8Array;
  readonly report: (error: unknown) => void;
};

/** Opens a run's journal, workspace and terminals, or begins them. */
export async function openRun(options: OpenRunOptions): Promise<Run> {
  const { id, project, directory, steps, config, version, report } = options;
  await using opening = new AsyncDisposableStack();

  const journal = opening.use(openJournal(path.join(directory, 'journal.sqlite')));
  if (journal.lastSeq === 0) journal.append({ kind: 'run-started', lab: version, project });
  journal.append({ kind: 'server-started', version });
  const checkpoints = opening.use(
    keepCheckpoints({ journal, run: id, secret: options.checkpointSecret, report: options.report }),
  );
  let progress = toProgress(readAll(journal));
  let struck = [...readAll(journal, 1, ['fact', 'fault'])].reduce(struckAfter, null);
  opening.use(
    journal.follow((event) => {
      progress = addToProgress(progress, event);
      struck = struckAfter(struck, event);
    }),
  );

  const originals = path.join(config.root, 'lab-files');
  const workspace = opening.use(await openWorkspace({ dir: path.join(directory, 'workspace'), originals, journal }));
  opening.use(await keepPassFile(directory, workspace, report));

  const environment = {
    ...config.inherited,
    COMPOSE_PROJECT_NAME: project,
    // Advertisements under a command's output are not the lab's text.
    DOCKER_CLI_HINTS: 'false',
  };
  const cluster = { project, workspaceDir: workspace.dir, environment };
  const adapters = opening.use(createAdapters(cluster));
  const observer = opening.use(createClusterObserver(cluster, adapters));
  const witnesses = opening.use(createClusterWatch({ cluster, adapters, journal, report }));
  const configuration = opening.use(createRunningConfiguration({ project, environment, workspace, journal }));
  const book = opening.use(openFaultBook(journal));
  const checks = createCheckRunner({ observer, journal, book, mistakes: configuration.mistakes });
  const lookout = opening.use(createLookout({ observer, witnesses, checks, journal, struck: () => struck, report }));
  // A command is what changes the cluster: what follows from it is observed though no page may be open.
  opening.use(journal.follow(({ body }) => body.kind === 'command-started' && lookout.nudge()));
  const probe = opening.use(
    createProbe({
      journal,
      find: () => findPlaces(adapters, cluster),
      hold: () => witnesses.hold(),
      opened: adapters.ownSessions.opened,
      report,
    }),
  );
  const faults = opening.use(createFaults({ journal, book, witnesses, probe, report }));
  const secrets = opening.use(
    await keepSecrets({ workspace, originals, token: config.token, environment: config.inherited, report }),
  );
  const recordings = opening.use(
    await openRecordings({
      dir: path.join(directory, 'recordings'),
      now: () => journal.now(),
      secrets: secrets.all,
      report,
    }),
  );
  opening.use(secrets.onNew((fresh) => void recordings.redact(fresh).catch(report)));
  const terminals = opening.use(
    await createTerminals({
      runDir: directory,
      workspaceDir: workspace.dir,
      environment,
      names: [...new Set(steps.flatMap((step) => step.terminals.map(({ name }) => name)))],
      journal,
      report,
      ptys: options.ptys,
      tape: recordings.tape,
      matchStepCommand: (terminal, text) =>
        matchStepCommand({ terminal, text }, steps, lookout.openSteps(), lookout.last().placeholders),
    }),
  );

  const opened = opening.move();
  return {
    id,
    dir: directory,
    project,
    steps,
    workspace,
    journal,
    terminals,
    recordings,
    secrets,
    checkpoints,
    observer,
    witnesses,
    checks,
    configuration,
    probe,
    faults,
    watch: (stream, looking) => withProbeNews(probe, stream, lookout.watch(stream, looking)),
    nudge: lookout.nudge,
    placeholders: async () => (await lookout.look()).placeholders,
    state: () => ({
      ...progress,
      ...lookout.last(),
      id,
      startedAt: progress.startedAt ?? journal.now(),
      seq: journal.lastSeq,
      witnesses: witnesses.reports(),
      probe: probe.status(),
    }),
    prepareCommand: async (terminal, request) => {
      const prepared = prepareCommand(request, {
        terminal,
        activity: terminals.activity(terminal),
        steps,
        // Only a command with names in it waits for the cluster, which may be slow to answer when a part of it is gone.
        placeholders: placeholdersIn(request.text).length > 0 ? (await lookout.look()).placeholders : unknownNames,
      });
      await faults.admit(prepared.stepCommand, steps);
      return prepared;
    },
    removeFromDocker: () => removeProject({ project, environment }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
