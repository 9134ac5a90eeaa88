import { describe, expect, it } from 'vitest';
import { openTokenStore, splitFragment } from '../../../src/client/token.ts';

function browser(hash: string, storage: Map<string, string> | null = new Map()) {
  const addresses: string[] = [];
  const store = openTokenStore({
    location: { hash, pathname: '/steps/build/', search: '?a=1' },
    history: { state: null, replaceState: (_state, _unused, url) => void addresses.push(String(url)) },
    storage: () => {
      if (storage === null) throw new DOMException('denied', 'SecurityError');
      return { getItem: (key) => storage.get(key) ?? null, setItem: (key, value) => void storage.set(key, value) };
    },
  });
  return { store, addresses };
}

describe('the token', () => {
  it('leaves the address at once and stays in this origin', () => {
    const storage = new Map<string, string>();
    const { store, addresses } = browser('#token=abc%2B1', storage);
    expect(addresses).toEqual(['/steps/build/?a=1']);
    expect(store.read()).toBe('abc+1');
    expect(browser('', storage).store.read()).toBe('abc+1');
  });

  it('leaves the rest of the fragment alone', () => {
    expect(splitFragment('#token=x&checks')).toEqual({ token: 'x', rest: '#checks' });
    expect(splitFragment('#checks')).toEqual({ token: null, rest: '#checks' });
    expect(browser('#checks').addresses).toEqual([]);
  });

  it('goes back to the one before, once, when a link brought a wrong one', () => {
    const storage = new Map([['lab-token', 'right']]);
    const { store } = browser('#token=wrong', storage);
    expect(store.read()).toBe('wrong');
    expect(store.fallBack()).toBe(true);
    expect([store.read(), storage.get('lab-token')]).toEqual(['right', 'right']);
    expect(store.fallBack()).toBe(false);
    expect(browser('#token=wrong').store.fallBack(), 'there is none before').toBe(false);
    expect(browser('', storage).store.fallBack(), 'no link brought one').toBe(false);
  });

  it('takes an empty token for none', () => {
    expect(splitFragment('#token=').token).toBeNull();
  });

  it('lasts as long as the page where storage is switched off', () => {
    expect(browser('#token=abc', null).store.read()).toBe('abc');
    expect(browser('', null).store.read()).toBeNull();
  });
});
