import { once } from 'node:events';
import type { Socket } from 'node:net';
import { parseList, parseRecord, parseString } from '#protocol/parse.ts';
import type { Ptys } from '../terminal/pty.ts';
import type { Announcement } from './announcement.ts';
import { createFrameReader, frame, frameKind, jsonFrame, packMoment } from './frames.ts';
import {
  endOwner,
  findOwner,
  greetOwner,
  isOfOurVersion,
  startOwnerProcess,
  type OwnerConnection,
} from './owner-process.ts';
import { openRemotePty } from './remote-pty.ts';

/** A web server's hold on the process that owns its ptys: found again after a crash, started with the first shell. */
export type PtyOwner = Ptys &
  AsyncDisposable & {
    /** Ends the terminals that this server has neither started nor revived. */
    endUnclaimed(): Promise<void>;
  };

export type PtyOwnerOptions = {
  readonly home: string;
  /** Told when an owner of another version had to be ended with its shells. */
  readonly replaced: () => void;
};

type Listed = { readonly id: string; readonly launch: string };

/** Bytes that are read of a terminal in one go. */
const readBytes = 64 * 1024;
/** Milliseconds in which an owner has ended the processes of a terminal. */
const endsWithin = 10_000;

/** Opens a server's way to its ptys; disposing it ends them with their owner. */
export function createPtyOwner({ home, replaced }: PtyOwnerOptions): PtyOwner {
  /** A connection that says that a server is there; while it stands the owner is known. */
  let presence: { readonly announced: Announcement; readonly socket: Socket } | null = null;
  let starting: Promise<Announcement> | null = null;
  const claimed = new Set<string>();
  /** All terminals are read into the same memory, one after the other: a flood leaves nothing to collect. */
  const memory = Buffer.allocUnsafeSlow(readBytes);

  async function hold(announced: Announcement): Promise<Announcement | null> {
    const connection = await greetOwner(announced);
    if (!connection) return null;
    const { socket } = connection;
    const held = { announced, socket };
    presence = held;
    const gone = () => {
      if (presence === held) presence = null;
    };
    socket.on('error', gone).on('close', gone);
    // It keeps no process alive: the server's listener does.
    socket.unref();
    return announced;
  }

  /** The owner that is there, of our version; null when there is none. */
  async function find(): Promise<Announcement | null> {
    if (presence) return presence.announced;
    const found = await findOwner(home);
    if (!found) return null;
    if (isOfOurVersion(found)) return hold(found);
    await endOwner(found);
    replaced();
    return null;
  }

  async function findOrStart(): Promise<Announcement> {
    const known = (await find()) ?? (await hold(await startOwnerProcess(home)));
    if (!known) throw new Error('процесс терминалов завершился сразу после запуска');
    return known;
  }

  async function connectTo(announced: Announcement): Promise<OwnerConnection> {
    const connection = await greetOwner(announced, memory);
    if (!connection) throw new Error('процесс терминалов не отвечает');
    return connection;
  }

  const owner = (): Promise<Announcement> => {
    starting ??= findOrStart().finally(() => {
      starting = null;
    });
    return starting;
  };

  /** Asks on a connection of its own; the answer is the list of terminals. */
  async function ask(announced: Announcement, question: Buffer): Promise<Listed[]> {
    const { socket, onData } = await connectTo(announced);
    try {
      const { promise, resolve, reject } = Promise.withResolvers<Listed[]>();
      const read = createFrameReader((kind, payload) => {
        if (kind === frameKind.terminals) resolve(parseListed(payload));
      });
      onData(read);
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('процесс терминалов оборвал связь')));
      socket.write(question);
      const timer = setTimeout(
        () => reject(new Error(`процесс терминалов не ответил за ${endsWithin / 1_000} с`)),
        endsWithin,
      );
      return await promise.finally(() => clearTimeout(timer));
    } finally {
      socket.destroy();
    }
  }

  return {
    start: async (options, { id, launch, state }) => {
      const connection = await connectTo(await owner());
      connection.socket.write(
        Buffer.concat([
          frame(frameKind.state, packMoment({ position: 0, notes: 0 }, state)),
          jsonFrame(frameKind.start, { id, launch, options }),
        ]),
      );
      claimed.add(id);
      return (await openRemotePty(connection, 'started')).pty;
    },
    survivors: async (prefix) => {
      const announced = await find();
      if (!announced) return [];
      const listed = await ask(announced, frame(frameKind.list));
      return listed
        .filter(({ id }) => id.startsWith(prefix))
        .map(({ id, launch }) => ({
          id,
          launch,
          revive: async () => {
            const connection = await connectTo(announced);
            claimed.add(id);
            connection.socket.write(frame(frameKind.attach, id));
            return openRemotePty(connection, 'live').catch(() => null);
          },
        }));
    },
    endUnclaimed: async () => {
      const announced = await find();
      if (!announced) return;
      for (const { id } of await ask(announced, frame(frameKind.list))) {
        if (!claimed.has(id)) await ask(announced, frame(frameKind.endTerminal, id));
      }
    },
    [Symbol.asyncDispose]: async () => {
      await starting?.catch(() => undefined);
      const held = presence;
      if (!held) return;
      const closed = held.socket.closed ? null : once(held.socket, 'close');
      await endOwner(held.announced);
      await closed;
    },
  };
}

function parseListed(payload: Buffer): Listed[] {
  return parseList(
    JSON.parse(payload.toString()),
    'terminals',
    (item, path) => {
      const raw = parseRecord(item, path);
      return { id: parseString(raw.id, `${path}.id`), launch: parseString(raw.launch, `${path}.launch`) };
    },
    10_000,
  );
}
