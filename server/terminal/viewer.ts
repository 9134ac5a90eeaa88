import { terminalLimits, type ServerFrame } from '#protocol/terminal.ts';
import { messageBytes } from './message-memory.ts';
import { createPace } from './pace.ts';
import type { Snapshot } from './screen.ts';

/** The far end of an attached terminal: a socket of a page or of a script. */
export type TerminalClient = {
  frame(frame: ServerFrame): void;
  /** The bytes are valid during the call: what waits is a copy. */
  bytes(bytes: Buffer): void;
  /** Told how many bytes are sent and not acknowledged, whenever that changes. */
  underWay?(bytes: number): void;
  /** The tab of a browser that it stands in; a script has none. */
  readonly tab?: Tab | null;
};

/** A tab of a browser, by a name that it keeps over reloads, and whether it drove when it was here last. */
export type Tab = { readonly id: string; readonly drove: boolean };

/** One attached client with its account of what was sent and what it has drawn. */
export type Viewer = {
  /** The name of its tab; null for a script. */
  readonly tab: string | null;
  readonly drove: boolean;
  size: { columns: number; rows: number };
  /** Bytes on their way (sent or waiting for the snapshot, and not acknowledged) as a part of its window. */
  readonly load: number;
  /** The screen it was sent is drawn: from now on what it answers is meant. */
  readonly caughtUp: boolean;
  frame(frame: ServerFrame): void;
  bytes(bytes: Buffer): void;
  /** Sends the screen, then what the pty has said since it was taken. */
  begin(snapshot: Snapshot, frame: Extract<ServerFrame, { type: 'attached' }>): void;
  /** False when more is acknowledged than was sent, or less than before. */
  acknowledge(total: number): boolean;
};

/** Opens the account of a client; until `begin` its bytes are kept. */
export function createViewer(client: TerminalClient, size: { columns: number; rows: number }): Viewer {
  let waiting: Buffer[] | null = [];
  let due = 0;
  let sent = 0;
  let acknowledged = 0;
  let screenBytes: number | null = null;
  const pace = createPace();
  const send = (bytes: Buffer) => {
    for (let at = 0; at < bytes.length; at += messageBytes) client.bytes(bytes.subarray(at, at + messageBytes));
    sent += bytes.length;
    client.underWay?.(sent - acknowledged);
  };
  return {
    tab: client.tab?.id ?? null,
    drove: client.tab?.drove ?? false,
    size,
    get load() {
      return (due - acknowledged) / pace.window;
    },
    get caughtUp() {
      return screenBytes !== null && acknowledged >= screenBytes;
    },
    frame: (frame) => {
      // Before the screen is sent there is nothing that a frame could be about.
      if (!waiting) client.frame(frame);
    },
    bytes: (bytes) => {
      due += bytes.length;
      if (waiting) waiting.push(Buffer.from(bytes));
      else send(bytes);
    },
    begin: (snapshot, frame) => {
      screenBytes = snapshot.bytes.length;
      due += screenBytes;
      client.frame(frame);
      send(snapshot.bytes);
      const kept = waiting ?? [];
      waiting = null;
      for (const bytes of kept) send(bytes);
    },
    acknowledge: (total) => {
      if (total < acknowledged || total > sent) return false;
      pace.acknowledged(total - acknowledged, due - total);
      acknowledged = total;
      client.underWay?.(sent - acknowledged);
      return true;
    },
  };
}

/**
 * Whether the pty has to wait, given whether it waits already: between the two marks it stays as it is.
 * @param fullest how full the fullest window is
 */
export function mustPause(paused: boolean, fullest: number, undrawn: number): boolean {
  const { window, goOnBelow } = terminalLimits;
  const limit = paused ? goOnBelow : 1;
  return fullest > limit || undrawn / window > limit;
}
