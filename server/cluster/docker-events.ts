import { createInterface } from 'node:readline';

import { parseOptionalString, parseRecord, parseString } from '#protocol/parse.ts';
import { type DockerAction, dockerActions } from '#protocol/witness.ts';

/** Something that happened to a container, by Docker's own account. */
export type EngineEvent = {
  readonly containerId: string;
  /** `health` is a change of health, `rename` one of its name; the others go to the journal. */
  readonly action: DockerAction | 'health' | 'rename';
  /** Null for an event of a network, which knows its container by the id only. */
  readonly project: string | null;
  readonly name: string | null;
  /** The service of the compose file. */
  readonly service: string | null;
  /** Milliseconds since the epoch by the engine's clock. */
  readonly at: number;
  readonly signal: number | null;
  readonly exitCode: number | null;
};

/** What the engine is asked to tell; `exec_…` is left out: the health checks alone would be dozens a minute. */
export const watchedActions: readonly string[] = [...dockerActions, 'health_status', 'rename'];

/** Marks the container that an image's files are read from, so that a stray one is found. */
export const readerLabel = 'ha-postgres-lab.reader';

/** Whether a container is there for a moment only: `docker compose run`, or ours that reads an image, which bears the image's labels. */
export function isPassing(labels: Readonly<Record<string, unknown>>): boolean {
  return labels['com.docker.compose.oneoff'] === 'True' || readerLabel in labels;
}

/**
 * Hears a stream of events to its end, which is when the promise settles.
 * @param giveUp called for a stream that can't be read: it is as good as ended, and the next one begins with the whole list
 */
export async function hearEvents(
  stream: NodeJS.ReadableStream,
  listener: (event: EngineEvent) => void,
  giveUp: () => void,
): Promise<void> {
  try {
    for await (const line of createInterface({ input: stream })) {
      const event = parseEngineEvent(line);
      if (event !== null) listener(event);
    }
  } catch (error) {
    // An engine that goes away breaks its stream off: for us that is its end.
    if (!(error instanceof Error)) throw error;
    giveUp();
  }
}

/** Reads one line of the engine's event stream; null for what concerns no container. */
export function parseEngineEvent(line: string): EngineEvent | null {
  if (line.trim() === '') return null;
  const raw = parseRecord(JSON.parse(line), 'event');
  const actor = parseRecord(raw.Actor ?? {}, 'event.Actor');
  const attributes = parseRecord(actor.Attributes ?? {}, 'event.Actor.Attributes');
  const [word = ''] = parseString(raw.Action ?? '', 'event.Action').split(':');
  const action = word === 'health_status' ? 'health' : actionNamed(word);
  const ofNetwork = raw.Type === 'network';
  const containerId = parseOptionalString(ofNetwork ? attributes.container : actor.ID, 'event.id');
  if (action === null || containerId === null || isPassing(attributes)) return null;
  return {
    containerId,
    action,
    project: parseOptionalString(attributes['com.docker.compose.project'], 'event.project'),
    name: ofNetwork ? null : parseOptionalString(attributes.name, 'event.name'),
    service: parseOptionalString(attributes['com.docker.compose.service'], 'event.service'),
    at: timeOf(raw.timeNano, raw.time),
    signal: numberIn(attributes.signal),
    exitCode: numberIn(attributes.exitCode),
  };
}

function actionNamed(word: string): DockerAction | 'rename' | null {
  return word === 'rename' ? word : (dockerActions.find((action) => action === word) ?? null);
}

/** A whole millisecond is more than the nanoseconds keep in a JavaScript number, and enough. */
function timeOf(nanoseconds: unknown, seconds: unknown): number {
  if (typeof nanoseconds === 'number') return Math.floor(nanoseconds / 1e6);
  return typeof seconds === 'number' ? seconds * 1_000 : Date.now();
}

function numberIn(value: unknown): number | null {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : null;
}
