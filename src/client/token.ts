/** Where the start-up token is kept in this origin, so that a second tab works. */
const storageKey = 'lab-token';

/** The token of this origin; `null` until a link with it was opened. */
export type TokenStore = {
  read(): string | null;
  /** Takes a token out of the address, if one stands there, and says whether it did. */
  take(): boolean;
  /**
   * Goes back to the token that the last link replaced, when the server refuses the new one: a link of another site
   * must not lock the owner out. False when there is none to go back to.
   */
  fallBack(): boolean;
};

type Surroundings = {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState' | 'state'>;
  readonly storage: () => Pick<Storage, 'getItem' | 'setItem'>;
};

/** Reads `token` from a fragment such as `#token=…`, and the fragment that stays without it. */
export function splitFragment(hash: string): { readonly token: string | null; readonly rest: string } {
  const parts = hash.replace(/^#/, '').split('&');
  const found = parts.find((part) => part.startsWith('token='));
  const rest = parts.filter((part) => part !== '' && !part.startsWith('token=')).join('&');
  const token = found === undefined ? null : decode(found.slice('token='.length));
  return { token: token === '' ? null : token, rest: rest === '' ? '' : `#${rest}` };
}

/**
 * Opens the store: a token in the address is moved to this origin's storage at once,
 * so that neither the address bar nor the history keeps it.
 */
export function openTokenStore({ location, history, storage }: Surroundings): TokenStore {
  let inMemory: string | null = null;
  let replaced: string | null = null;
  const keep = (token: string) => {
    inMemory = token;
    try {
      storage().setItem(storageKey, token);
    } catch (error) {
      console.info('The token is kept only for this page', error);
    }
  };
  const store: TokenStore = {
    read() {
      try {
        return storage().getItem(storageKey) ?? inMemory;
      } catch (error) {
        // Storage is switched off in this browser: the token lives as long as the page.
        console.info('The token is kept only for this page', error);
        return inMemory;
      }
    },
    take() {
      const { token, rest } = splitFragment(location.hash);
      if (token === null) return false;
      history.replaceState(history.state, '', `${location.pathname}${location.search}${rest}`);
      replaced = store.read();
      keep(token);
      return true;
    },
    fallBack() {
      if (replaced === null || replaced === store.read()) return false;
      keep(replaced);
      replaced = null;
      return true;
    },
  };
  store.take();
  return store;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    console.info('The address holds a token that is not URL-encoded', error);
    return text;
  }
}
