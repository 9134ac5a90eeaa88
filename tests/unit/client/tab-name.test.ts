import { describe, expect, test } from 'vitest';
import { nameTab } from '../../../src/client/tab-name.ts';

const { locks } = navigator;

/** The session storage of one tab, with what is in it. */
function storageWith(entries: Iterable<readonly [string, string]> = []) {
  const kept = new Map(entries);
  return {
    kept,
    storage: () => ({
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    }),
  };
}

describe('the name of a tab', () => {
  test('is kept in its storage, and found there when no other page goes by it', async () => {
    const { storage, kept } = storageWith();
    const name = await nameTab({ storage, locks });
    expect([...kept.values()]).toEqual([name]);
    const reloaded = storageWith([['lab-tab', 'a-name-from-before-the-reload']]);
    expect(await nameTab({ storage: reloaded.storage, locks })).toBe('a-name-from-before-the-reload');
  });

  test('is another one in a duplicate, which brings a copy of the storage', async () => {
    const original = storageWith();
    const name = await nameTab({ storage: original.storage, locks });
    const duplicate = storageWith(original.kept);
    const other = await nameTab({ storage: duplicate.storage, locks });
    expect(other).not.toBe(name);
    expect([...duplicate.kept.values()]).toEqual([other]);
  });

  test('lasts as long as the page where nothing is kept and nothing locked', async () => {
    const refusing = () => {
      throw new DOMException('no storage here', 'SecurityError');
    };
    const first = await nameTab({ storage: refusing, locks: undefined });
    expect(first).toMatch(/^[\da-f-]{36}$/);
    expect(await nameTab({ storage: refusing, locks: undefined })).not.toBe(first);
  });
});
