import type { ConfigurationReason } from '#protocol/configuration.ts';

import type { ContainerFacts } from '../cluster/docker.ts';
import { hashOf } from '../workspace/text.ts';
import { type Around, type Finding, finding, momentOf, stateWord } from './around.ts';
import { compareTexts } from './compare-texts.ts';
import type { FileUse } from './file-uses.ts';
import { patroniFoundNothingNew, reloadCommand } from './patroni-reload.ts';

/** What a process has in memory: the text that the file had when the process last read it, as far as that can be known. */
export async function readAtStart(
  use: FileUse,
  text: string,
  container: ContainerFacts,
  around: Around,
): Promise<Finding> {
  const started = momentOf(container.startedAt);
  const owner = { kind: 'container', owner: container.name } as const;
  if (started === null) {
    return finding({ ...owner, state: 'unknown', found: 'Когда запущен процесс, Docker не говорит.' });
  }
  const atStart = around.saved.hashAt(use.path, started);
  const changed = await around.changedAt(use.path);
  // Written before the start, it was read as it is, whenever the journal noticed that.
  if (changed < started || atStart === hashOf(text)) {
    return finding({
      ...owner,
      state: 'same',
      since: started,
      found: `Контейнер ${stateWord(container)}; прочитан этот текст.`,
    });
  }
  const memory: Memory = { use, text, container, around, started, changed };
  if (use.kind === 'haproxy') return await heldByHaproxy(memory);
  return use.kind === 'patroni' ? await heldByPatroni(memory) : unknownMemory(memory, 'процесс', restarting(memory));
}

type Memory = {
  readonly use: FileUse;
  readonly text: string;
  readonly container: ContainerFacts;
  readonly around: Around;
  readonly started: number;
  readonly changed: number;
};

/** HAProxy reads its file when it starts; told to reload, its master starts a worker that is younger than the container. */
async function heldByHaproxy(memory: Memory): Promise<Finding> {
  const { use, text, container, around, started } = memory;
  const owner = { kind: 'container', owner: container.name } as const;
  const since = Math.max(started, await youngestWorker(container, around));
  const read = around.saved.hashAt(use.path, since);
  const present = hashOf(text);
  if (read === present) {
    // Its start is known to the second only: shown as it is, it would change with every look.
    return finding({
      ...owner,
      state: 'same',
      since: since - (since % 10_000),
      found: 'Процесс перечитал файл: в памяти этот текст.',
    });
  }
  // Saved within the very second of the start: which came first is not known.
  const close = since > started && around.saved.hashAt(use.path, since + 2 * startAccuracy) === present;
  if (read === null || close) return unknownMemory(memory, 'HAProxy', restarting(memory));
  const old = around.saved.text(read);
  const lost = old === null ? ' Каким он был, лаборатория уже не помнит.' : '';
  return {
    place: {
      ...owner,
      since,
      state: 'different',
      found: `${path(memory)} уже новый, но HAProxy держит в памяти прежний текст.${lost}`,
      differences: old === null ? [] : compareTexts(use.kind, text, old).differences,
    },
    reasons: [restarting(memory)],
  };
}

/** Patroni also reads it again when it is told to, and only then says so when it has found nothing new. */
async function heldByPatroni(memory: Memory): Promise<Finding> {
  const { container, around, changed, text } = memory;
  const seen = await patroniFoundNothingNew(container, around.docker, changed);
  if (seen !== null) {
    return finding({
      kind: 'container',
      owner: container.name,
      state: 'same',
      since: seen,
      found: 'Patroni перечитал файл и отличий от того, что у него в памяти, не нашёл.',
    });
  }
  return unknownMemory(memory, 'Patroni', {
    text: 'Файл смонтирован, и в контейнере он уже новый. Patroni читает его при запуске и по команде reload, но о прочитанном ничего не сообщает. Зато повторный reload оставляет в его журнале строку «No local configuration items changed.»: по ней видно, что в памяти тот же текст.',
    commands: [reloadCommand(container, text)],
  });
}

function unknownMemory(memory: Memory, reader: string, reason: ConfigurationReason): Finding {
  return {
    place: {
      kind: 'container',
      owner: memory.container.name,
      since: null,
      state: 'unknown',
      found: `${path(memory)} изменён после запуска контейнера: какой текст держит в памяти ${reader}, неизвестно. Он может быть прежним.`,
      differences: [],
    },
    reasons: [reason],
  };
}

function restarting({ use, container }: Memory): ConfigurationReason {
  const name = use.kind === 'haproxy' ? 'HAProxy' : 'процесс обычно';
  return {
    text: `Файл смонтирован, и в контейнере он уже новый, но ${name} читает его только при запуске. «up -d» этого не замечает: описание контейнера не изменилось.`,
    commands: [`docker compose restart ${container.service}`],
  };
}

function path({ use, container }: Memory): string {
  return use.readers.find(({ service }) => service === container.service)?.path ?? use.path;
}

/** The process table counts whole seconds. */
const startAccuracy = 1_000;

/** At the latest then the youngest worker was started; one that only checks a file (`-c`) reads nothing into memory. */
async function youngestWorker(container: ContainerFacts, around: Around): Promise<number> {
  const processes = await around.docker.processes(container.id);
  const workers = processes.filter(({ command }) => /haproxy/.test(command) && !/\s-c(\s|$)/.test(command));
  return Math.max(0, ...workers.map(({ startedAt }) => startedAt)) - startAccuracy;
}
