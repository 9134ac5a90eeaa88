import { type Plan, planReplay } from './plan.ts';
import { type ReplayScreen, type ScreenState, openReplayScreen } from './player.ts';
import { type Cast, drawable, sizeOf } from './read-cast.ts';
import type { Stretch } from './stretch.ts';

/** How a replay is played. */
export type Pace = {
  /** 1 is as fast as it was. */
  readonly speed: number;
  /** Whether long pauses are shortened. */
  readonly cutsPauses: boolean;
};

/** A stretch of a recording that is being played; all seconds are the recording's own. */
export type Playback = {
  readonly state: ScreenState;
  /** The second that the screen shows. */
  readonly at: number;
  /** How far it has come, from 0 to 1 of what there is to watch. */
  readonly share: number;
  play(): void;
  pause(): void;
  seek(second: number): void;
  seekShare(share: number): void;
  /** Forward, or back where negative, by seconds that are watched. */
  skip(seconds: number): void;
  setPace(pace: Pace): void;
  /** Draws the screen anew, for example in the other theme's colours. */
  redraw(): void;
  dispose(): void;
};

export type PlaybackOptions = {
  readonly place: HTMLElement;
  readonly cast: Cast;
  readonly stretch: Stretch;
  readonly at: number;
  readonly pace: Pace;
  readonly fontFamily: string;
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
};

/** Seconds that remain of a pause that is shortened. */
const longestPause = 1.5;

/** Begins to play a stretch, paused at `at`. */
export function createPlayback(options: PlaybackOptions): Playback {
  const { place, cast, stretch, fontFamily, changed, failed } = options;
  let pace = options.pace;
  let plan: Plan = planFor(pace);
  let state: ScreenState = 'paused';
  let screen: ReplayScreen = open(options.at);
  place.style.setProperty('--columns', String(widest(cast, stretch)));

  function planFor({ cutsPauses }: Pace): Plan {
    return planReplay(cast, stretch, cutsPauses ? longestPause : null);
  }

  function open(second: number): ReplayScreen {
    return openReplayScreen(place, {
      plan,
      at: plan.toPlayed(second),
      speed: pace.speed,
      fontFamily,
      changed: (next) => {
        state = next;
        changed();
      },
      failed,
    });
  }

  const played = () => Math.min(plan.duration, Math.max(0, screen.time));
  const at = () => plan.toRecorded(played());

  /** The player's speed and plan are fixed: another one goes on where this one stood. */
  function reopen(second: number): void {
    const wasPlaying = state === 'playing';
    screen.dispose();
    state = 'paused';
    screen = open(second);
    if (wasPlaying) void screen.play();
    changed();
  }

  async function seekPlayed(second: number): Promise<void> {
    const target = Math.min(plan.duration, Math.max(0, second));
    const ends = target >= plan.duration;
    await screen.seek(target);
    if (state === 'ended' && !ends) state = 'paused';
    changed();
  }

  return {
    get state() {
      return state;
    },
    get at() {
      return at();
    },
    get share() {
      return played() / plan.duration;
    },
    play: () => void screen.play(),
    pause: () => void screen.pause(),
    seek: (second) => void seekPlayed(plan.toPlayed(second)),
    seekShare: (share) => void seekPlayed(share * plan.duration),
    skip: (seconds) => void seekPlayed(played() + seconds),
    setPace: (next) => {
      const second = at();
      pace = next;
      plan = planFor(pace);
      reopen(second);
    },
    redraw: () => reopen(at()),
    dispose: () => screen.dispose(),
  };
}

/** The most columns that the terminal has within the stretch. */
function widest(cast: Cast, { begin, end }: Stretch): number {
  const sizes = (from: number, to: number) =>
    cast.events.slice(from, to).flatMap(({ code, data }) => (code === 'r' ? (sizeOf(data)?.columns ?? []) : []));
  const first = sizes(0, begin).at(-1) ?? drawable(cast.header).columns;
  return sizes(begin, end).reduce((most, columns) => Math.max(most, columns), first);
}
