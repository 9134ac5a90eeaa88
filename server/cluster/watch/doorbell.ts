import type { ContainerRole } from '#protocol/cluster.ts';
import type { EventBody } from '#protocol/journal.ts';
import type { DockerAction } from '#protocol/witness.ts';
import type { Docker, EngineFollower } from '../docker.ts';
import type { EngineEvent } from '../docker-events.ts';
import { createRounds } from './rounds.ts';

export type DoorbellOptions = {
  readonly docker: Pick<Docker, 'follow' | 'containers'>;
  readonly project: string;
  /** Whether nobody watches: else the witnesses hear it all themselves. */
  readonly isResting: () => boolean;
  readonly roleOf: (container: string) => ContainerRole;
  readonly note: (body: EventBody) => void;
  /** Told when a container of the project has left: what follows is worth to be watched. */
  readonly ring: () => void;
};

/** An engine that is away is looked for this often. */
const seekEvery = 5_000;
const leaves: ReadonlySet<DockerAction> = new Set(['die', 'pause', 'disconnect']);

/**
 * Hears what befalls the project's containers while nobody watches, by one connection and almost without a question:
 * a container that is killed from another terminal is seen though no page is open. Events of networks name neither
 * a project nor a container: the engine is asked whose it was.
 */
export function createDoorbell({ docker, project, isResting, roleOf, note, ring }: DoorbellOptions): AsyncDisposable {
  let following: EngineFollower | null = null;

  const hear = (event: EngineEvent) => {
    if (!isResting()) return;
    if (event.project === null) void askWhose(event);
    else if (event.project === project && event.name !== null) noteDown(event, event.name);
  };

  const noteDown = ({ action, at, signal, exitCode }: EngineEvent, name: string) => {
    if (action === 'health' || action === 'rename') return;
    note({ kind: 'docker-event', action, container: name, role: roleOf(name), ownTime: at, signal, exitCode });
    if (leaves.has(action)) ring();
  };

  const askWhose = async (event: EngineEvent) => {
    try {
      const facts = (await docker.containers(project)).find(({ id }) => id === event.containerId);
      // A container that ends or begins leaves or joins its network as well: that is told by its own events. And
      // Docker tells a disconnection twice: the second comes when somebody watches.
      if (facts?.state !== 'running' || facts.networks.length > 0 !== (event.action === 'connect')) return;
      if (isResting()) noteDown(event, facts.name);
    } catch (error) {
      // Whoever watches next sees it in the list.
      if (!(error instanceof Error)) throw error;
    }
  };

  const rounds = createRounds(seekEvery, async () => {
    if (following !== null) return;
    try {
      const stream = await docker.follow(hear);
      following = stream;
      const letGo = async () => {
        await stream.ended;
        stream[Symbol.dispose]();
        following = null;
      };
      void letGo();
    } catch (error) {
      // Whoever watches says so; here nobody does.
      if (!(error instanceof Error)) throw error;
    }
  });

  return {
    async [Symbol.asyncDispose]() {
      await rounds[Symbol.asyncDispose]();
      following?.[Symbol.dispose]();
    },
  };
}
