import type { Strip } from '#protocol/strip.ts';
import { type Lane, type LaneName, type StripLayout, drawStrip, laneNames } from './draw.ts';
import { type Palette, readPalette } from './palette.ts';
import { type Patterns, createPatterns } from './patterns.ts';
import type { StripView } from './view.ts';

/** The canvas and what it takes from the page: its size, the theme, the density of pixels. */
export type Stage = {
  readonly layout: StripLayout;
  /** Draws with the next frame, however often it is called before that. */
  draw(): void;
  dispose(): void;
};

/** What is to be drawn at the moment of drawing. */
export type Scene = {
  readonly strip: Strip;
  readonly view: StripView;
  readonly edge: number;
  readonly cursor: number | null;
};

/**
 * Sets up the canvas.
 * @param frame the element that the canvas fills
 * @param heads the rows' headings by line: they say how high each line is
 * @param scene asked once a frame
 */
export function createStage(
  frame: HTMLElement,
  canvas: HTMLCanvasElement,
  heads: ReadonlyMap<LaneName, HTMLElement>,
  scene: () => Scene,
): Stage {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser gives the time strip no canvas');
  let layout = measure(frame, heads);
  let look: { palette: Palette; patterns: Patterns; density: number } | null = null;
  let planned = 0;

  function draw(): void {
    planned ||= requestAnimationFrame(() => {
      planned = 0;
      paint();
    });
  }

  function paint(): void {
    if (context === null || layout.width === 0) return;
    const density = Math.max(1, devicePixelRatio);
    const [width, height] = [Math.round(layout.width * density), Math.round(layout.height * density)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    if (look === null || look.density !== density) {
      const palette = readPalette(frame);
      look = { palette, density, patterns: createPatterns(context, palette, density) };
    }
    drawStrip(context, { ...scene(), layout, ...look });
  }

  function themeChanged(): void {
    look = null;
    draw();
  }

  const sizes = new ResizeObserver(() => {
    layout = measure(frame, heads);
    draw();
  });
  sizes.observe(frame);
  const themes = new MutationObserver(themeChanged);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const night = matchMedia('(prefers-color-scheme: dark)');
  night.addEventListener('change', themeChanged);
  return {
    get layout() {
      return layout;
    },
    draw,
    dispose() {
      cancelAnimationFrame(planned);
      sizes.disconnect();
      themes.disconnect();
      night.removeEventListener('change', themeChanged);
    },
  };
}

function measure(frame: HTMLElement, heads: ReadonlyMap<LaneName, HTMLElement>): StripLayout {
  const { top, width, height } = frame.getBoundingClientRect();
  const laneOf = (name: LaneName): Lane => {
    const box = heads.get(name)?.getBoundingClientRect();
    return box === undefined ? { top: 0, height: 0 } : { top: box.top - top, height: box.height };
  };
  const [axis, faults, commands, events, docker, postgres, patroni, zookeeper, haproxy, writes] = laneNames;
  return {
    width,
    height,
    lanes: {
      [axis]: laneOf(axis),
      [faults]: laneOf(faults),
      [commands]: laneOf(commands),
      [events]: laneOf(events),
      [docker]: laneOf(docker),
      [postgres]: laneOf(postgres),
      [patroni]: laneOf(patroni),
      [zookeeper]: laneOf(zookeeper),
      [haproxy]: laneOf(haproxy),
      [writes]: laneOf(writes),
    },
  };
}
