import type { Picture } from '#protocol/picture.ts';
import { tellChange } from '#protocol/picture-words.ts';

/** Says aloud what changed, a few sentences a failover: changes that come together are told together. */
export type Announcer = {
  see(picture: Picture): void;
  /** Forgets what was told: what comes next is a first look and no change. */
  forget(): void;
  dispose(): void;
};

/** Milliseconds: how long a picture must stand before it is told, and how long a restless one may wait. */
const settled = 1_500;
const longest = 4_000;

/** @param say puts the sentences where a screen reader hears them */
export function createAnnouncer(say: (text: string) => void): Announcer {
  let told: Picture | null = null;
  let now: Picture | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let since = 0;

  function tell(): void {
    timer = undefined;
    if (now === null) return;
    // The witnesses come in one by one: what they say first is no change.
    const sentences = told === null ? [] : tellChange(told, now);
    told = now;
    if (sentences.length > 0) say(`${sentences.map(capitalize).join('. ')}.`);
  }

  return {
    see(picture) {
      const changed = now === null || tellChange(now, picture).length > 0;
      now = picture;
      if (!changed) return;
      if (timer === undefined) since = performance.now();
      clearTimeout(timer);
      timer = setTimeout(tell, Math.max(0, Math.min(settled, since + longest - performance.now())));
    },
    forget() {
      clearTimeout(timer);
      timer = undefined;
      told = null;
      now = null;
    },
    dispose() {
      clearTimeout(timer);
    },
  };
}

function capitalize(sentence: string): string {
  // Names of containers are written as they are.
  return /^[а-яё]/.test(sentence) ? sentence.charAt(0).toUpperCase() + sentence.slice(1) : sentence;
}
