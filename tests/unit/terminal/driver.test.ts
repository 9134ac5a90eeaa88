import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDriver } from '../../../server/terminal/driver.ts';
import { createViewer, type Viewer } from '../../../server/terminal/viewer.ts';

const size = { columns: 80, rows: 24 };

/** Those who look at a terminal, and what each was told about driving. */
function lookers() {
  const viewers = new Set<Viewer>();
  const driver = createDriver(viewers);
  return {
    driver,
    join: (id: string | null, { drove = false } = {}) => {
      const told: boolean[] = [];
      const viewer = createViewer(
        {
          tab: id === null ? null : { id, drove },
          frame: (frame) => frame.type === 'driving' && told.push(frame.drives),
          bytes: () => undefined,
        },
        size,
      );
      viewers.add(viewer);
      driver.joined(viewer);
      const activity = { at: 'prompt' } as const;
      const shown = { screen: 'of the test', position: 0 };
      const drives = driver.mayType(viewer);
      viewer.begin(
        { bytes: Buffer.alloc(0), ...size },
        { type: 'attached', ...size, screenBytes: 0, goesOn: false, shown, activity, drives },
      );
      return { viewer, told, drives };
    },
    leave: (viewer: Viewer) => {
      viewers.delete(viewer);
      driver.left(viewer);
    },
  };
}

describe('of several tabs', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('the first drives, and the next one watches until a person lets it drive', () => {
    const { driver, join } = lookers();
    const first = join('first');
    const second = join('second');
    expect([first.drives, second.drives]).toEqual([true, false]);
    driver.took(second.viewer);
    expect([first.told, second.told]).toEqual([[false], [true]]);
    expect(driver.mayType(first.viewer)).toBe(false);
  });

  test('the one that drove drives again when it comes back from a reload, and nobody drove in between', () => {
    const { driver, join, leave } = lookers();
    const first = join('first');
    driver.took(first.viewer);
    const second = join('second');
    leave(first.viewer);
    vi.advanceTimersByTime(4_000);
    expect(driver.current).toBeNull();
    expect(join('first').drives).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(second.told).toEqual([]);
  });

  test('one that nobody has typed in goes on driving over a reload too', () => {
    const { join, leave } = lookers();
    const first = join('first');
    const second = join('second');
    leave(first.viewer);
    expect(join('first').drives).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(second.told).toEqual([]);
  });

  test('another one drives when it does not come back within five seconds', () => {
    const { join, leave } = lookers();
    const first = join('first');
    const second = join('second');
    leave(first.viewer);
    vi.advanceTimersByTime(5_000);
    expect(second.told).toEqual([true]);
  });

  test('one that a person has typed in takes back what another one got for its absence only', () => {
    const { driver, join, leave } = lookers();
    const first = join('first');
    driver.took(first.viewer);
    const second = join('second');
    leave(first.viewer);
    vi.advanceTimersByTime(5_000);
    const again = join('first');
    expect([again.drives, second.told]).toEqual([true, [true, false]]);
    leave(again.viewer);
    vi.advanceTimersByTime(5_000);
    driver.took(second.viewer);
    expect(join('first').drives).toBe(false);
  });

  test('the one that drove before a crash of the server drives after it, whoever comes back first', () => {
    const { join } = lookers();
    const second = join('second');
    const first = join('first', { drove: true });
    expect([first.drives, second.told]).toEqual([true, [false]]);
  });

  test('a tab types by its present connection, whether an older one still stands or arrives late', () => {
    const { join, leave, driver } = lookers();
    const stale = join('first');
    const fresh = join('first');
    expect(fresh.drives).toBe(true);
    leave(stale.viewer);
    expect(driver.mayType(fresh.viewer)).toBe(true);
    const late = join('first');
    expect(driver.mayType(fresh.viewer)).toBe(true);
    leave(late.viewer);
    expect([driver.mayType(fresh.viewer), driver.current]).toEqual([true, fresh.viewer]);
    expect([stale.told, fresh.told, late.told]).toEqual([[], [], []]);
  });

  test('none takes keys from a script, nor a script the driving from a tab', () => {
    const { driver, join, leave } = lookers();
    const script = join(null);
    expect(driver.current).toBe(script.viewer);
    const page = join('page');
    expect(page.drives).toBe(true);
    driver.took(script.viewer);
    expect([driver.mayType(script.viewer), driver.current]).toEqual([true, page.viewer]);
    leave(page.viewer);
    vi.advanceTimersByTime(5_000);
    expect(driver.current).toBe(script.viewer);
  });
});
