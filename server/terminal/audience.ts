import type { ServerFrame } from '#protocol/terminal.ts';
import { createDriver, type Driver } from './driver.ts';
import { createViewer, type TerminalClient, type Viewer } from './viewer.ts';

/** Everybody who looks at a terminal. */
export type Audience = Disposable & {
  readonly size: number;
  /** How full the fullest one's window is: above 1 it takes no more. */
  readonly fullest: number;
  readonly driver: Driver;
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
  const driver = createDriver(viewers);
  return {
    get size() {
      return viewers.size;
    },
    get fullest() {
      let fullest = 0;
      for (const { load } of viewers) fullest = Math.max(fullest, load);
      return fullest;
    },
    driver,
    has: (viewer) => viewers.has(viewer),
    join: (client, size) => {
      const viewer = createViewer(client, size);
      viewers.add(viewer);
      driver.joined(viewer);
      return viewer;
    },
    leave: (viewer) => {
      viewers.delete(viewer);
      driver.left(viewer);
    },
    show: (bytes) => {
      for (const viewer of viewers) viewer.bytes(bytes);
      sent();
    },
    tell: (frame, except = null) => {
      for (const viewer of viewers) if (viewer !== except) viewer.frame(frame);
    },
    [Symbol.dispose]: () => {
      driver[Symbol.dispose]();
      viewers.clear();
    },
  };
}
