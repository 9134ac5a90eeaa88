import { type Player, create } from 'asciinema-player';
import styles from 'asciinema-player/dist/bundle/asciinema-player.css?url';
import { addStyleSheet } from '../style-sheet.ts';
import type { Plan } from './plan.ts';

// Few pages play anything: the style sheet that all pages wait for is without it.
await addStyleSheet(styles);

/** What a screen that plays tells. */
export type ScreenState = 'paused' | 'playing' | 'ended';

/** asciinema-player on an element of the page, without its own controls; the one file that imports it. */
export type ReplayScreen = {
  /** Seconds of the plan. */
  readonly time: number;
  play(): Promise<void>;
  pause(): Promise<void>;
  seek(seconds: number): Promise<void>;
  dispose(): void;
};

export type ReplayScreenOptions = {
  readonly plan: Plan;
  /** Where it begins, in seconds of the plan. */
  readonly at: number;
  readonly speed: number;
  readonly fontFamily: string;
  readonly changed: (state: ScreenState) => void;
  /** The recording could not be drawn. */
  readonly failed: (error: unknown) => void;
};

/** Draws the screen at its first moment, paused. Its speed is fixed: another speed is another screen. */
export function openReplayScreen(place: HTMLElement, options: ReplayScreenOptions): ReplayScreen {
  const { plan, at, speed, fontFamily, changed, failed } = options;
  const recording = { cols: plan.columns, rows: plan.rows, events: plan.frames };
  const player: Player = create({ data: {}, parser: () => recording }, place, {
    controls: false,
    fit: 'width',
    // The page's own palette, from the class that it names.
    theme: 'lab',
    speed,
    cursorMode: 'steady',
    terminalFontFamily: fontFamily,
    terminalLineHeight: 1.3,
    keystrokeOverlay: false,
  });
  let disposed = false;
  // Whoever has closed the replay wants to hear nothing more of it.
  const told = async (command: Promise<unknown>) => {
    try {
      await command;
    } catch (error) {
      if (!disposed) failed(error);
    }
  };
  for (const [event, state] of [
    ['playing', 'playing'],
    ['pause', 'paused'],
    ['ended', 'ended'],
  ] as const) {
    player.addEventListener(event, () => {
      if (!disposed) changed(state);
    });
  }
  let begun = false;
  const begin = async () => {
    await told(player.seek(at));
    begun = true;
  };
  void begin();
  return {
    get time() {
      // The player says 0 until it is there.
      return begun ? player.getCurrentTime() : at;
    },
    play: () => told(player.play()),
    pause: () => told(player.pause()),
    seek: (seconds) => told(player.seek(seconds)),
    dispose: () => {
      disposed = true;
      player.dispose();
    },
  };
}
