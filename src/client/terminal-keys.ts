/** What the page itself does with a key instead of the program in the terminal. */
export type KeyAction = 'copy' | 'paste' | 'search' | 'leave';

export type Key = Pick<KeyboardEvent, 'code' | 'key' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>;

export type Platform = 'mac' | 'windows' | 'other';

/** The platform by `navigator.userAgent`; it decides only which keys copy and paste. */
export function platformOf(userAgent: string): Platform {
  if (/Mac|iPhone|iPad/.test(userAgent)) return 'mac';
  return userAgent.includes('Windows') ? 'windows' : 'other';
}

/**
 * The page's action for a key, or null when the program gets it.
 * Keys are told by their place on the keyboard, so that they work in the Russian layout.
 * Ctrl+V pastes on Windows only, as there in every terminal; elsewhere shells and vim need it.
 */
export function keyAction(
  key: Key,
  { hasSelection, platform }: { hasSelection: boolean; platform: Platform },
): KeyAction | null {
  if (key.altKey) return null;
  const { code, ctrlKey: ctrl, shiftKey: shift, metaKey: meta } = key;
  if (platform === 'mac' && meta && !ctrl) {
    if (code === 'KeyC') return hasSelection ? 'copy' : null;
    if (code === 'KeyV') return 'paste';
    if (code === 'KeyF') return 'search';
    return null;
  }
  if (meta) return null;
  if (code === 'Insert') return ctrl === shift ? null : ctrl ? 'copy' : 'paste';
  if (!ctrl) return null;
  if (shift) {
    if (code === 'KeyC') return 'copy';
    if (code === 'KeyV') return 'paste';
    if (code === 'KeyF') return 'search';
    return null;
  }
  if (code === 'KeyC' && hasSelection) return 'copy';
  if (code === 'KeyV' && platform === 'windows') return 'paste';
  return null;
}

/** Milliseconds between two Esc that together leave the terminal. */
const escapeWithin = 450;

/** Notices Esc Esc: the first goes to the program as ever, the second leaves the terminal. */
export function createEscapeTwice(): (key: Pick<KeyboardEvent, 'key' | 'timeStamp' | 'repeat'>) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return ({ key, timeStamp, repeat }) => {
    if (key !== 'Escape' || repeat) {
      if (key !== 'Escape') last = Number.NEGATIVE_INFINITY;
      return false;
    }
    const twice = timeStamp - last <= escapeWithin;
    last = twice ? Number.NEGATIVE_INFINITY : timeStamp;
    return twice;
  };
}
