import type { ContainerRole } from '#protocol/cluster.ts';
import type { DockerAction } from '#protocol/witness.ts';
import { reasonOf } from '../deadline.ts';
import type { ContainerFacts, Docker } from '../docker.ts';
import type { EngineEvent } from '../docker-events.ts';
import type { Desk } from './desk.ts';
import { createRounds } from './rounds.ts';

const voice = { witness: 'docker', node: null } as const;

export type DockerWatchOptions = {
  readonly docker: Docker;
  readonly project: string;
  readonly desk: Desk;
  readonly roleOf: (container: ContainerFacts) => ContainerRole;
  /** For a container that was made a moment ago. */
  readonly roleOfService: (service: string) => ContainerRole;
  /** Told of the containers whenever one has changed. */
  readonly onContainers: (containers: readonly ContainerFacts[]) => void;
  /** Told while the engine can't be asked. */
  readonly onLost: () => void;
};

const pingEvery = 1_000;
const repeatedWithin = 100;

/** The witness that follows Docker's events: it lists the containers once, and looks at one when something happened to it. */
export function createDockerWatch(options: DockerWatchOptions): AsyncDisposable {
  const { docker, project, desk, roleOf, roleOfService, onContainers, onLost } = options;
  const known = new Map<string, ContainerFacts>();
  const looking = new Map<string, Promise<void>>();
  let last: { readonly id: string; readonly action: DockerAction; readonly at: number } | null = null;
  let following: { readonly stream: Disposable; ended: boolean } | null = null;
  let disposed = false;

  const isOurs = (event: EngineEvent) =>
    event.project === null ? known.has(event.containerId) : event.project === project;

  const hear = (event: EngineEvent) => {
    if (disposed || !isOurs(event)) return;
    const { containerId, action, at } = event;
    if (action !== 'health' && action !== 'rename') noteDown(event, action);
    if (action === 'destroy') known.delete(containerId);
    void look(containerId, at);
  };

  const noteDown = (event: EngineEvent, action: DockerAction) => {
    const { containerId, name, service, at, signal, exitCode } = event;
    const facts = known.get(containerId);
    const container = name ?? facts?.name;
    if (container === undefined) return;
    const role = facts === undefined ? roleOfService(service ?? '') : roleOf(facts);
    // Docker tells a disconnection twice, some milliseconds apart.
    const again = last?.id === containerId && last.action === action && at - last.at < repeatedWithin;
    last = { id: containerId, action, at };
    if (again && action === 'disconnect') return;
    desk.note({ kind: 'docker-event', action, container, role, ownTime: at, signal, exitCode });
  };

  /** Looks at one container once more, after the look that is under way. */
  const look = async (id: string, ownTime: number) => {
    const turn = (looking.get(id) ?? Promise.resolve()).then(() => lookNow(id, ownTime));
    looking.set(id, turn);
    await turn;
    if (looking.get(id) === turn) looking.delete(id);
  };

  const lookNow = async (id: string, ownTime: number) => {
    if (disposed) return;
    try {
      const facts = await docker.container(id);
      if (facts === null) known.delete(id);
      else known.set(id, facts);
      if (!disposed) tell(ownTime);
    } catch (error) {
      lose(reasonOf(error));
    }
  };

  const tell = (ownTime: number | null) => {
    const containers = [...known.values()].toSorted((left, right) => left.name.localeCompare(right.name));
    desk.answer(voice, {
      ownTime,
      testimony: {
        witness: 'docker',
        containers: containers.map((facts) => {
          const { name, state, health, exitCode, networks } = facts;
          return { name, role: roleOf(facts), state, health, exitCode, connected: networks.length > 0 };
        }),
      },
    });
    onContainers(containers);
  };

  /** The stream first: what happens while the containers are listed is then heard as well. */
  const begin = async () => {
    const queue: EngineEvent[] = [];
    let listed = false;
    const stream = await docker.follow((event) => (listed ? hear(event) : queue.push(event)));
    const mine = { stream, ended: false };
    following = mine;
    const noteEnd = async () => {
      await stream.ended;
      mine.ended = true;
      rounds.wake();
    };
    void noteEnd();
    known.clear();
    for (const facts of await docker.containers(project)) known.set(facts.id, facts);
    listed = true;
    if (!disposed) tell(null);
    for (const event of queue) hear(event);
  };

  const lose = (reason: string) => {
    following?.stream[Symbol.dispose]();
    following = null;
    if (disposed) return;
    desk.silence(voice, `Docker Engine не отвечает: ${reason}`);
    onLost();
  };

  const rounds = createRounds(pingEvery, async () => {
    try {
      if (following?.ended === true) {
        following.stream[Symbol.dispose]();
        following = null;
      }
      // Asked first: an engine that hangs is known by its ping sooner than by its list.
      await docker.ping();
      if (following === null) await begin();
      else desk.confirm(voice);
    } catch (error) {
      lose(reasonOf(error));
    }
  });

  return {
    async [Symbol.asyncDispose]() {
      disposed = true;
      await rounds[Symbol.asyncDispose]();
      following?.stream[Symbol.dispose]();
      await Promise.all(looking.values());
    },
  };
}
