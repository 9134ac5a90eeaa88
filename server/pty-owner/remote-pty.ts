import { parseInteger, parseRecord } from '#protocol/parse.ts';
import type { Kept, Pty, PtyEvents } from '../terminal/pty.ts';
import { createFrameReader, frame, frameInPieces, frameKind, packMoment } from './frames.ts';
import type { OwnerConnection } from './owner-process.ts';

/** A pty at the far end of a connection, with what was kept of it. */
export type RemotePty = { readonly pty: Pty; readonly state: Buffer; readonly kept: readonly Kept[] };

/** Milliseconds in which the owner has started a pty, or handed one over. */
const answersWithin = 10_000;

/**
 * Waits until the owner has started a pty or handed it over on this connection, which is then the pty's own.
 * @param live what the owner's last frame before the present is
 * @throws Error with the owner's words, or when it does not answer
 */
export async function openRemotePty({ socket, onData }: OwnerConnection, live: 'started' | 'live'): Promise<RemotePty> {
  const { promise: opened, resolve, reject } = Promise.withResolvers<undefined>();
  let pid = 0;
  let state: Buffer = Buffer.alloc(0);
  const kept: Kept[] = [];
  let isLive = false;
  /** What came before somebody listened. */
  let early: (() => void)[] = [];
  let events: PtyEvents | null = null;
  let isOver = false;

  const data = (bytes: Buffer) => {
    if (events) return events.data(bytes);
    const kept = Buffer.from(bytes);
    early.push(() => events?.data(kept));
  };
  const end = (what: (to: PtyEvents) => void) => {
    if (isOver) return;
    isOver = true;
    if (events) what(events);
    else early.push(() => events && what(events));
  };
  const receive = (kind: number, payload: Buffer) => {
    switch (kind) {
      case frameKind.output:
        return data(payload);
      case frameKind.started:
        pid = parseInteger(parseRecord(JSON.parse(payload.toString()), 'started').pid, 'pid', 1, 2 ** 31);
        if (live !== 'started') return;
        isLive = true;
        return resolve(undefined);
      case frameKind.state:
        state = Buffer.from(payload);
        return;
      case frameKind.kept:
        return void kept.push({ at: payload.readDoubleBE(0), bytes: Buffer.from(payload.subarray(8)) });
      case frameKind.note:
        return void kept.push({ note: payload.toString() });
      case frameKind.live:
        isLive = true;
        return resolve(undefined);
      case frameKind.failed:
        return reject(new Error(payload.toString()));
      case frameKind.exit: {
        const raw = parseRecord(JSON.parse(payload.toString()), 'exit');
        const exitCode = parseInteger(raw.exitCode, 'exitCode', -(2 ** 31), 2 ** 32);
        return end(({ exit }) => exit(exitCode));
      }
    }
  };
  onData(createFrameReader(receive));
  const gone = (error: Error) => {
    if (!isLive) reject(error);
    end(({ lost }) => lost());
  };
  socket.on('error', gone);
  socket.on('close', () => gone(new Error('процесс терминалов оборвал связь')));
  const timer = setTimeout(
    () => socket.destroy(new Error(`процесс терминалов не ответил за ${answersWithin / 1_000} с`)),
    answersWithin,
  );
  try {
    await opened;
  } finally {
    clearTimeout(timer);
  }

  const send = (bytes: Buffer) => {
    if (!isOver) socket.write(bytes);
  };
  const pty: Pty = {
    pid,
    listen: (to) => {
      events = to;
      const waiting = early;
      early = [];
      for (const each of waiting) each();
    },
    write: (bytes) => send(frame(frameKind.input, bytes)),
    resize: (columns, rows) => {
      const size = Buffer.allocUnsafe(4);
      size.writeUInt16BE(columns, 0);
      size.writeUInt16BE(rows, 2);
      send(frame(frameKind.resize, size));
    },
    pause: () => send(frame(frameKind.pause)),
    resume: () => send(frame(frameKind.resume)),
    memory: {
      note: (moment, note) => send(frame(frameKind.note, packMoment(moment, Buffer.from(note)))),
      state: (moment, pieces) => {
        if (isOver) return;
        socket.cork();
        for (const piece of frameInPieces(frameKind.state, [packMoment(moment), ...pieces])) socket.write(piece);
        socket.uncork();
      },
      release: () => {
        isOver = true;
        socket.end(frame(frameKind.release));
      },
    },
  };
  return { pty, state, kept };
}
