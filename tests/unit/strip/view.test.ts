import { describe, expect, it } from 'vitest';
import { followPresent } from '../../../src/client/strip/present.ts';
import { clockText, scaleOf, ticksOf } from '#protocol/strip-scale.ts';
import {
  type StripView,
  around,
  everything,
  followed,
  lastMinutes,
  panned,
  usualSpan,
  zoomed,
} from '../../../src/client/strip/view.ts';

const hour = 3_600_000;
const bounds = { from: 0, to: hour };
const span = ({ from, to }: StripView) => Math.round(to - from);

describe('the view of the strip', () => {
  it('shows the last minutes and follows the present', () => {
    const view = lastMinutes(hour);
    expect(span(view)).toBe(usualSpan);
    expect(followed(view, hour + 5_000).to).toBe(view.to + 5_000);
  });

  it('stays where it was moved to, until it is moved back to the present', () => {
    const moved = panned(lastMinutes(hour), -60_000, bounds);
    expect(moved.following).toBe(false);
    expect(followed(moved, hour + 5_000)).toBe(moved);
    expect(panned(moved, 60_000, bounds).following).toBe(true);
  });

  it('goes neither far before the first event nor past the present', () => {
    expect(panned(lastMinutes(hour), -10 * hour, bounds).from).toBe(-usualSpan / 4);
    expect(panned(lastMinutes(hour), 10 * hour, bounds).to).toBe(lastMinutes(hour).to);
  });

  it('keeps in its place what it zooms into', () => {
    const view = { from: 1_000_000, to: 1_600_000, following: false };
    const closer = zoomed(view, 0.5, 1_150_000, bounds);
    expect((1_150_000 - closer.from) / span(closer)).toBeCloseTo(0.25);
    expect(span(closer)).toBe(300_000);
  });

  it('keeps the present at its right edge while it follows', () => {
    expect(zoomed(lastMinutes(hour), 0.5, hour - 200_000, bounds)).toEqual(lastMinutes(hour, usualSpan / 2));
  });

  it('shows from ten seconds to the whole evening', () => {
    const view = { from: 1_000_000, to: 1_600_000, following: false };
    expect(span(zoomed(view, 1e-9, 1_200_000, bounds))).toBe(10_000);
    const whole = zoomed(view, 1e9, 1_200_000, bounds);
    expect(whole.from).toBeLessThan(0);
    expect(whole.to).toBeGreaterThan(hour);
    expect(everything(bounds)).toMatchObject({ following: true });
  });

  it('shows a fault with air around it', () => {
    const view = around(2_000_000, 2_040_000, bounds);
    expect(view.from).toBeLessThan(2_000_000);
    expect(view.to).toBeGreaterThan(2_040_000);
    expect(view.following).toBe(false);
  });
});

describe('the scale', () => {
  it('has its ticks at round times of the reader’s clock, never too close', () => {
    for (const length of [10_000, 60_000, 300_000, hour, 6 * hour]) {
      const from = Date.UTC(2026, 10, 23, 15, 0, 3);
      const scale = scaleOf({ from, to: from + length }, 800);
      const ticks = ticksOf(scale, 76);
      expect(ticks.length).toBeGreaterThan(2);
      expect(ticks.length).toBeLessThanOrEqual(800 / 76 + 1);
      const round = length >= hour ? /:00$/ : /\d$/;
      expect(ticks.every((at) => round.test(clockText(at)))).toBe(true);
    }
  });
});

describe('the present', () => {
  it('is the journal’s own time also where its clock is behind the reader’s', () => {
    let wall = 1_000_000;
    const present = followPresent(() => wall);
    const body = { kind: 'watch', state: 'goes-on' } as const;
    present.heard({ seq: 1, at: 400_000, body });
    wall += 10_000;
    expect(present.now()).toBe(410_000);
    present.heard({ seq: 2, at: 410_030, body });
    expect(present.now()).toBeGreaterThanOrEqual(410_030);
  });

  it('is the reader’s clock where the two agree, and never before the newest event', () => {
    const present = followPresent(() => 1_000_000);
    const body = { kind: 'watch', state: 'goes-on' } as const;
    present.heard({ seq: 1, at: 999_900, body });
    expect(present.now()).toBe(1_000_000);
    present.heard({ seq: 2, at: 1_000_200, body });
    expect(present.now()).toBe(1_000_200);
  });
});
