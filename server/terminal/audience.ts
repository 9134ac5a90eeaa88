import type { ServerFrame } from '#protocol/terminal.ts';
import { createGather } from './gather.ts';
import { createViewer, type TerminalClient, type Viewer } from './viewer.ts';

/** Everybody who looks at a terminal. */
export type Audience = Disposable & {
  readonly size: number;
  readonly unacknowledged: readonly number[];
  /** The one that was typed in last: its size counts, and what its terminal answers. */
  driver: Viewer | null;
  has(viewer: Viewer): boolean;
  /** What was shown before reaches the others first; the new one begins with what comes after. */
  join(client: TerminalClient, size: { columns: number; rows: number }): Viewer;
  leave(viewer: Viewer): void;
  show(bytes: Buffer): void;
  tell(frame: ServerFrame, except?: Viewer | null): void;
};

/** Creates an empty audience; `sent` is called after bytes went out. */
export function createAudience(sent: () => void): Audience {
  const viewers = new Set<Viewer>();
  let driver: Viewer | null = null;
  const gather = createGather((frame) => {
    for (const viewer of viewers) viewer.bytes(frame);
    sent();
  });
  return {
    get size() {
      return viewers.size;
    },
    get unacknowledged() {
      return [...viewers].map((viewer) => viewer.unacknowledged);
    },
    get driver() {
      return driver;
    },
    set driver(viewer) {
      driver = viewer;
    },
    has: (viewer) => viewers.has(viewer),
    join: (client, size) => {
      gather.flush();
      const viewer = createViewer(client, size);
      viewers.add(viewer);
      driver ??= viewer;
      return viewer;
    },
    leave: (viewer) => {
      viewers.delete(viewer);
      if (driver === viewer) driver = [...viewers].at(-1) ?? null;
    },
    show: (bytes) => gather.push(bytes),
    tell: (frame, except = null) => {
      gather.flush();
      for (const viewer of viewers) if (viewer !== except) viewer.frame(frame);
    },
    [Symbol.dispose]: () => {
      gather[Symbol.dispose]();
      viewers.clear();
    },
  };
}
