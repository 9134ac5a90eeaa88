import type { ServerFrame } from '#protocol/terminal.ts';
import { createViewer, type TerminalClient, type Viewer } from './viewer.ts';

/** Everybody who looks at a terminal. */
export type Audience = Disposable & {
  readonly size: number;
  /** How full each one's window is: above 1 it takes no more. */
  readonly loads: readonly number[];
  /** The one that was typed in last: its size counts, and what its terminal answers. */
  driver: Viewer | null;
  has(viewer: Viewer): boolean;
  /** The new one begins with what is shown after. */
  join(client: TerminalClient, size: { columns: number; rows: number }): Viewer;
  leave(viewer: Viewer): void;
  show(bytes: Buffer): void;
  tell(frame: ServerFrame, except?: Viewer | null): void;
};

/** Creates an empty audience; `sent` is called after bytes went out. */
export function createAudience(sent: () => void): Audience {
  const viewers = new Set<Viewer>();
  let driver: Viewer | null = null;
  return {
    get size() {
      return viewers.size;
    },
    get loads() {
      return Array.from(viewers, ({ load }) => load);
    },
    get driver() {
      return driver;
    },
    set driver(viewer) {
      driver = viewer;
    },
    has: (viewer) => viewers.has(viewer),
    join: (client, size) => {
      const viewer = createViewer(client, size);
      viewers.add(viewer);
      driver ??= viewer;
      return viewer;
    },
    leave: (viewer) => {
      viewers.delete(viewer);
      if (driver === viewer) driver = [...viewers].at(-1) ?? null;
    },
    show: (bytes) => {
      for (const viewer of viewers) viewer.bytes(bytes);
      sent();
    },
    tell: (frame, except = null) => {
      for (const viewer of viewers) if (viewer !== except) viewer.frame(frame);
    },
    [Symbol.dispose]: () => viewers.clear(),
  };
}
