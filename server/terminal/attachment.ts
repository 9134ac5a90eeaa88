import { randomUUID } from 'node:crypto';
import type { ShownScreen } from '#protocol/terminal.ts';
import type { ActivityState } from './activity.ts';
import type { Audience } from './audience.ts';
import { isTerminalReport } from './reports.ts';
import type { Screen, Snapshot } from './screen.ts';
import type { Size } from './session.ts';
import type { TerminalClient, Viewer } from './viewer.ts';

/** How large a client's screen is, and what it shows of this one already. */
export type Wanted = Size & { readonly shown?: ShownScreen | null };

/** A client's hold on a session. */
export type Attachment = {
  input(bytes: Buffer): void;
  resize(size: Size): void;
  /** False when the number cannot be true. */
  acknowledge(total: number): boolean;
  restart(): void;
  /** A person lets this one type. */
  drive(): void;
  detach(): void;
};

/** What a session lets its clients do. */
export type Attachable = {
  readonly audience: Audience;
  readonly screen: Screen;
  /** Passes on what is being gathered of the pty's bytes. */
  readonly flush: () => void;
  readonly state: () => ActivityState;
  readonly size: () => Size;
  readonly setSize: (size: Size, by: Viewer | null) => void;
  readonly send: (bytes: Buffer) => void;
  /** Told of what a person types. */
  readonly typed: (bytes: Buffer) => void;
  /** Starts a shell unless one is there. */
  readonly open: () => void;
  /** Called when a client takes more, or less. */
  readonly balance: () => void;
};

/** Creates the function that lets a client see a terminal, from its screen on, and type into it. */
export function createAttach(session: Attachable): (client: TerminalClient, wanted: Wanted) => Attachment {
  const { audience, screen, flush, state, size, setSize, send, typed, open, balance } = session;
  /** Another server's has another one: what it has said is counted anew. */
  const id = randomUUID();

  /** What is missing of the screen that a client shows; null when it has to be sent all of it. */
  function missing({ shown, columns, rows }: Wanted): Snapshot | null {
    const now = size();
    if (shown?.screen !== id || columns !== now.columns || rows !== now.rows) return null;
    const bytes = screen.since(shown.position);
    return bytes && { ...now, bytes };
  }

  return (client, wanted) => {
    // What was said before belongs to the screen that it is sent.
    flush();
    if (audience.size === 0) setSize(wanted, null);
    const viewer = audience.join(client, wanted);
    const begin = async () => {
      const shown = { screen: id, position: screen.position };
      const rest = missing(wanted);
      const snapshot = rest ?? (await screen.snapshot());
      if (!audience.has(viewer)) return;
      const { columns, rows } = snapshot;
      viewer.begin(snapshot, {
        type: 'attached',
        columns,
        rows,
        screenBytes: snapshot.bytes.length,
        goesOn: rest !== null,
        shown,
        activity: state().activity,
        drives: audience.driver.mayType(viewer),
      });
      const now = size();
      if (columns !== now.columns || rows !== now.rows) viewer.frame({ type: 'size', ...now });
      balance();
    };
    void begin();
    if (state().activity.at !== 'closed') open();
    return {
      input: (bytes) => {
        const { driver } = audience;
        if (isTerminalReport(bytes)) {
          // Answers to a program's queries: one page answers, and only to what it sees live.
          if (driver.current === viewer && viewer.caughtUp) send(bytes);
          return;
        }
        // Typed when another tab had been chosen, and before this one was told.
        if (!driver.mayType(viewer)) return;
        driver.took(viewer);
        if (driver.current === viewer) setSize(viewer.size, viewer);
        typed(bytes);
        send(bytes);
      },
      resize: (next) => {
        viewer.size = next;
        const { driver } = audience;
        if (viewer.tab === null) driver.took(viewer);
        if (driver.current === viewer) setSize(next, viewer);
      },
      acknowledge: (total) => {
        const plausible = viewer.acknowledge(total);
        balance();
        return plausible;
      },
      restart: () => {
        if (state().activity.at === 'closed') open();
      },
      drive: () => audience.driver.took(viewer),
      detach: () => {
        audience.leave(viewer);
        balance();
      },
    };
  };
}
