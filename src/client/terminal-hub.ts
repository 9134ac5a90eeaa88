import type { TerminalActivity } from '#protocol/terminal.ts';

/** What the page's terminals do, for the elements that stand in the text. */
export type TerminalHub = {
  /** What a terminal of this page does, or null while it is not attached. */
  activity(terminal: string): TerminalActivity | null;
  /** Calls the listener after each change; returns how to stop it. */
  subscribe(listener: () => void): () => void;
  report(terminal: string, activity: TerminalActivity | null): void;
  /** Asks the dock to show a terminal. */
  show(terminal: string): void;
  onShow(listener: (terminal: string) => void): () => void;
  /** Lets this tab type into a terminal: the reader does something in it here. */
  drive(terminal: string): void;
  onDrive(listener: (terminal: string) => void): () => void;
};

/** Makes an empty hub. */
export function createTerminalHub(): TerminalHub {
  const activities = new Map<string, TerminalActivity>();
  const listeners = new Set<() => void>();
  const showers = new Set<(terminal: string) => void>();
  const drivers = new Set<(terminal: string) => void>();
  return {
    activity: (terminal) => activities.get(terminal) ?? null,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    report(terminal, activity) {
      if (activity === null) activities.delete(terminal);
      else activities.set(terminal, activity);
      for (const listener of listeners) listener();
    },
    show(terminal) {
      for (const shower of showers) shower(terminal);
    },
    onShow(listener) {
      showers.add(listener);
      return () => showers.delete(listener);
    },
    drive(terminal) {
      for (const driver of drivers) driver(terminal);
    },
    onDrive(listener) {
      drivers.add(listener);
      return () => drivers.delete(listener);
    },
  };
}
