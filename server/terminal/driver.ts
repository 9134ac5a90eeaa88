import type { Viewer } from './viewer.ts';

/** Milliseconds in which a tab that drove may come back, from a reload or from step to step, before another one drives. */
const returnsWithin = 5_000;

/**
 * Which of those who look at a terminal types into it: its size counts, and what its terminal answers. Of the tabs of
 * a browser one drives and the others watch, until a person lets another one drive; scripts type whenever they like.
 */
export type Driver = Disposable & {
  readonly current: Viewer | null;
  /** Whether what it types goes to the program. */
  mayType(viewer: Viewer): boolean;
  joined(viewer: Viewer): void;
  left(viewer: Viewer): void;
  /** It types, or a person chose it. */
  took(viewer: Viewer): void;
};

/**
 * Creates the choice for a terminal that nobody looks at yet.
 * @param viewers those who look, in the order in which they came
 */
export function createDriver(viewers: ReadonlySet<Viewer>): Driver {
  let current: Viewer | null = null;
  /** The tab that a person has typed in last: it drives whenever it is there. */
  let chosen: string | null = null;
  let timer: NodeJS.Timeout | undefined;

  function drive(viewer: Viewer | null) {
    clearTimeout(timer);
    timer = undefined;
    if (viewer === current) return;
    const tab = current?.tab ?? null;
    current = viewer;
    if (tab === (viewer?.tab ?? null)) return;
    tell(tab, false);
    tell(viewer?.tab ?? null, true);
  }

  /** A tab may have several connections: of the older ones it only seems that they stand. */
  function tell(tab: string | null, drives: boolean) {
    if (tab === null) return;
    for (const viewer of viewers) if (viewer.tab === tab) viewer.frame({ type: 'driving', drives });
  }

  /** The newest tab; where there is none, the newest script. */
  function newest(): Viewer | null {
    const all = [...viewers];
    return all.findLast(({ tab }) => tab !== null) ?? all.at(-1) ?? null;
  }

  return {
    get current() {
      return current;
    },
    mayType: ({ tab }) => tab === null || tab === current?.tab,
    joined: (viewer) => {
      const { tab, drove } = viewer;
      if (tab === null) {
        if (!current) drive(viewer);
        return;
      }
      // After a crash of the server only the tab knows.
      if (chosen === null && drove) chosen = tab;
      // Whoever comes while nobody drives is looking; those who were watching all the time wait for the one that went.
      const isFree = !current || current.tab === null;
      if (isFree || tab === chosen || tab === current?.tab) drive(viewer);
    },
    left: (viewer) => {
      if (viewer !== current) return;
      const other = [...viewers].findLast(({ tab }) => tab !== null && tab === viewer.tab);
      if (other) return drive(other);
      current = null;
      if (viewer.tab === null) drive(newest());
      else timer = setTimeout(() => drive(newest()), returnsWithin).unref();
    },
    took: (viewer) => {
      if (viewer.tab === null && current && current.tab !== null) return;
      chosen = viewer.tab;
      drive(viewer);
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
