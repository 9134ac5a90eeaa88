import type { ContainerFacts } from '../cluster/docker.ts';
import { hashOf } from '../workspace/text.ts';
import { type Around, type Finding, finding, momentOf, stateWord } from './around.ts';
import { compareTexts } from './compare-texts.ts';
import type { FileUse } from './file-uses.ts';

/** What a process has in memory: the text that the file had when the process was started. */
export async function readAtStart(
  use: FileUse,
  text: string,
  container: ContainerFacts,
  around: Around,
): Promise<Finding> {
  const started = momentOf(container.startedAt);
  const head = { kind: 'container', owner: container.name } as const;
  const present = hashOf(text);
  const atStart = started === null ? null : around.saved.hashAt(use.path, started);
  // Written before the start, it was read as it is, whenever the journal noticed that.
  const older = started !== null && (await around.changedAt(use.path)) < started;
  if (started === null || older || atStart === null || atStart === present) {
    return finding({
      ...head,
      state: 'same',
      since: started,
      found: `Контейнер ${stateWord(container)}; прочитан этот текст.`,
    });
  }
  // A master process that was told to reload has workers younger than the container.
  const since = Math.max(started, await youngestProcess(container, around));
  const read = around.saved.hashAt(use.path, since);
  if (read === present) {
    // Its start is known to the second only: shown as it is, it would change with every look.
    return finding({
      ...head,
      state: 'same',
      since: since - (since % 10_000),
      found: 'Процесс перечитал файл: в памяти этот текст.',
    });
  }
  const old = read === null ? null : around.saved.text(read);
  const name = use.kind === 'haproxy' ? 'HAProxy' : use.kind === 'patroni' ? 'Patroni' : 'Процесс';
  return {
    place: {
      ...head,
      since,
      state: 'different',
      found: `${path(use, container)} уже новый, но ${name} держит в памяти прежний текст.`,
      differences: old === null ? [] : compareTexts(use.kind, text, old).differences,
    },
    reasons: [
      {
        text: `Файл смонтирован, и в контейнере он уже новый, но ${name} читает его только при запуске${use.kind === 'patroni' ? ' и по команде reload' : ''}. «up -d» этого не замечает: описание контейнера не изменилось.`,
        commands: [`docker compose restart ${container.service}`],
      },
    ],
  };
}

function path(use: FileUse, container: ContainerFacts): string {
  return use.readers.find(({ service }) => service === container.service)?.path ?? use.path;
}

async function youngestProcess(container: ContainerFacts, around: Around): Promise<number> {
  const processes = await around.docker.processes(container.id);
  const starts = processes.filter(({ command }) => /haproxy|patroni/.test(command)).map(({ startedAt }) => startedAt);
  // The process table counts whole seconds: it may be a second older than it seems.
  return Math.max(0, ...starts) - 1_000;
}
