import { inflateSync } from 'fflate';
import { ParseError } from '#protocol/parse.ts';
import {
  type ClientFrame,
  type ShownScreen,
  type TerminalActivity,
  parseServerFrame,
  terminalCloseCodes,
  terminalLimits,
  terminalSubprotocol,
} from '#protocol/terminal.ts';
import { createAcknowledgements } from './acknowledgements.ts';
import { backOffDelay } from './back-off.ts';
import { createScreenPieces } from './screen-pieces.ts';
import { watchSilence } from './silence.ts';

/** What a connection draws on: xterm in the page. */
export type TerminalScreen = {
  /** Draws bytes; `drawn` is called when they have been parsed. */
  write(bytes: Uint8Array, drawn: () => void): void;
  /** Another tab changed the size. */
  resize(columns: number, rows: number): void;
  readonly size: { readonly columns: number; readonly rows: number };
};

/** `lost`: it tries again by itself; `refused`: it does not. */
export type TerminalLink = 'connecting' | 'attached' | 'lost' | 'refused';

export type TerminalConnection = {
  /** Sends what was typed; while the screen is being replayed, another tab drives or nothing is attached it goes nowhere. */
  type(text: string): void;
  /** Sends a mouse report whose characters are bytes. */
  typeBinary(text: string): void;
  resize(columns: number, rows: number): void;
  /** Asks for a new shell after the old one ended. */
  restart(): void;
  /** Asks to type from now on instead of another tab. */
  drive(): void;
  /** Tries again at once if it is waiting to: the server is known to be back. */
  hurry(): void;
  dispose(): void;
};

export type TerminalConnectionOptions = {
  readonly url: string;
  readonly token: () => string | null;
  /** The name of the tab. */
  readonly tab: string;
  readonly screen: TerminalScreen;
  readonly onLink: (link: TerminalLink, problem: string | null) => void;
  readonly onActivity: (activity: TerminalActivity) => void;
  /** Whether what is typed here goes to the program, or this tab watches. */
  readonly onDriving: (drives: boolean) => void;
  /** The screen stands as it was; from here on everything is live. */
  readonly onReplayed: () => void;
};

/** RIS: the screen as new. Written in order with the output, unlike a call of reset. */
const resetScreen = new Uint8Array([0x1b, 0x63]);
const nothing = new Uint8Array(0);
/** Milliseconds until the server must have shown the screen's size: a socket that a browser has lost says nothing. */
const attachWithin = 10_000;
const largestMessage = terminalLimits.maxClientMessage / 2;

/** Attaches to a terminal and keeps attached until disposed. */
export function connectToTerminal(options: TerminalConnectionOptions): TerminalConnection {
  const { screen, onLink } = options;
  const encoder = new TextEncoder();
  /** Whether this tab drives, or drove when it was attached last. */
  let drives = false;
  /** What of the server's screen stands on this one; null while that is not a whole screen. */
  let shown: ShownScreen | null = null;
  let current: Attachment | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let disposed = false;

  function connect(): void {
    if (attempt !== 1) onLink('connecting', null);
    current = attach(options, drives, shown, {
      attached() {
        attempt = 0;
      },
      shows(now) {
        shown = now;
      },
      driving(now) {
        drives = now;
        options.onDriving(now);
      },
      ended(refused, problem, isSilent) {
        current = null;
        if (disposed) return;
        // Chromium drops every connection when Docker makes or removes a network: the first new try is no loss yet.
        if (refused || isSilent || attempt > 0) onLink(refused ? 'refused' : 'lost', problem);
        if (!refused) timer = setTimeout(connect, backOffDelay(attempt++));
      },
    });
  }

  // A laptop that wakes up or a network that is back should not wait for the back-off.
  function hurry(): void {
    if (current !== null || disposed || timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    connect();
  }

  addEventListener('online', hurry);
  connect();

  return {
    type: (text) => {
      if (drives) current?.keys(encoder.encode(text));
    },
    typeBinary: (text) => {
      if (drives) current?.keys(Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff));
    },
    resize: (columns, rows) => current?.send({ type: 'resize', columns, rows }),
    restart: () => current?.send({ type: 'restart' }),
    drive: () => current?.send({ type: 'drive' }),
    hurry,
    dispose() {
      disposed = true;
      clearTimeout(timer);
      removeEventListener('online', hurry);
      current?.close();
      current = null;
      screen.write(resetScreen, () => undefined);
    },
  };
}

type Attachment = { keys(bytes: Uint8Array): void; send(frame: ClientFrame): void; close(): void };

function attach(
  { url, token, tab, screen, onLink, onActivity, onReplayed }: TerminalConnectionOptions,
  drove: boolean,
  before: ShownScreen | null,
  events: {
    attached: () => void;
    shows: (shown: ShownScreen | null) => void;
    driving: (drives: boolean) => void;
    /** `isSilent`: nobody has hung up. */
    ended: (refused: boolean, problem: string | null, isSilent: boolean) => void;
  },
): Attachment {
  const socket = new WebSocket(url, terminalSubprotocol);
  socket.binaryType = 'arraybuffer';
  /** Bytes of the screen that are still to come, and whether all of them have been parsed. */
  let screenBytes = 0;
  let replaying = true;
  /** What is shown when the screen has come, and from then on. */
  let shown: ShownScreen | null = null;
  let isDeflated = false;
  let activity: TerminalActivity | null = null;
  let size: { readonly columns: number; readonly rows: number } | null = null;
  let problem: string | null = null;
  const timer = setTimeout(() => {
    endSilent(`Терминал не отозвался за ${attachWithin / 1_000} с.`);
  }, attachWithin);

  const { silentFor } = terminalLimits;
  const silence = watchSilence(silentFor, () => {
    endSilent(`Терминал молчит больше ${silentFor / 1_000} с, подключаемся снова…`);
  });
  let isOver = false;
  function end(refused: boolean, why: string | null, isSilent = false): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    silence.stop();
    pieces.stop();
    events.ended(refused, why, isSilent);
  }

  function endSilent(why: string): void {
    end(false, why, true);
    // Nobody may answer it, and a browser would wait for that: it is over before.
    socket.close();
  }

  function send(frame: ClientFrame): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  }

  const acknowledgements = createAcknowledgements(terminalLimits.acknowledgeEvery, (bytes) =>
    send({ type: 'acknowledge', bytes }),
  );
  const draw = (bytes: Uint8Array) => screen.write(bytes, () => acknowledgements.drawn(bytes.byteLength));
  const pieces = createScreenPieces(draw);
  /** What xterm answers while it parses an old screen must not reach the shell. */
  function replayed(): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    replaying = false;
    if (size !== null) screen.resize(size.columns, size.rows);
    // The server takes answers from a page only when it knows that the old screen is drawn there.
    acknowledgements.flush();
    onReplayed();
    onLink('attached', null);
    if (activity !== null) onActivity(activity);
  }

  function whole(bytes: Uint8Array): Uint8Array {
    if (!isDeflated) return bytes;
    isDeflated = false;
    return inflateSync(bytes);
  }

  /** Whatever is handed to the screen is drawn, also when the connection is lost meanwhile. */
  function drawLive(bytes: Uint8Array): void {
    draw(bytes);
    if (shown === null) return;
    shown = { ...shown, position: shown.position + bytes.byteLength };
    events.shows(shown);
  }

  function onBytes(bytes: Uint8Array): void {
    if (screenBytes === 0) return drawLive(bytes);
    const old = bytes.subarray(0, screenBytes);
    screenBytes -= old.byteLength;
    pieces.push(old);
    if (screenBytes > 0) return;
    pieces.flush();
    screenCame();
    if (bytes.byteLength > old.byteLength) drawLive(bytes.subarray(old.byteLength));
  }

  function screenCame(): void {
    events.shows(shown);
    screen.write(nothing, replayed);
  }

  function onText(text: string): void {
    const frame = parseServerFrame(text);
    switch (frame.type) {
      case 'attached':
        clearTimeout(timer);
        screenBytes = frame.screenBytes;
        shown = frame.shown;
        events.shows(null);
        screen.resize(frame.columns, frame.rows);
        if (!frame.goesOn) screen.write(resetScreen, () => undefined);
        if (screenBytes === 0) screenCame();
        activity = frame.activity;
        events.driving(frame.drives);
        return events.attached();
      case 'activity':
        activity = frame.activity;
        return replaying ? undefined : onActivity(activity);
      case 'alive':
        return;
      case 'deflated':
        isDeflated = true;
        return;
      case 'driving':
        return events.driving(frame.drives);
      case 'size':
        // The old screen is drawn in the size that it was taken in.
        if (replaying) size = frame;
        else screen.resize(frame.columns, frame.rows);
        return;
      case 'error':
        problem = frame.message;
        return;
    }
  }

  socket.addEventListener('open', () =>
    send({ type: 'authenticate', token: token() ?? '', ...screen.size, inflates: true, tab, drove, shown: before }),
  );
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isOver) return;
    silence.heard();
    try {
      if (data instanceof ArrayBuffer) onBytes(whole(new Uint8Array(data)));
      else if (typeof data === 'string') onText(data);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      console.error('The server sent a frame that does not belong to the protocol', error);
      socket.close(4400, 'unknown frame');
    }
  });
  socket.addEventListener('close', ({ code }) => {
    end(code === terminalCloseCodes.unauthorized, problem);
  });

  return {
    send,
    keys(bytes) {
      if (replaying || isOver || socket.readyState !== WebSocket.OPEN) return;
      for (let from = 0; from < bytes.byteLength; from += largestMessage) {
        socket.send(bytes.slice(from, from + largestMessage));
      }
    },
    close: () => socket.close(1000),
  };
}
