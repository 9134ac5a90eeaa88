import { setTimeout as delay } from 'node:timers/promises';
import { drawn, type TerminalClient } from './client.ts';

/** A key as its page saw it: when it was typed and when its echo was there; microseconds of the machine's steady clock. */
export type Key = { readonly typed: number; readonly echoed: number };

/** Keys of one round. */
export const keyCount = 250;
/** Milliseconds from key to key, with some change so that no timer falls in step. */
export const keyPause = () => 8 + Math.random() * 8;

/** Types keys that the terminal itself echoes, while a program reads them. */
export async function typeKeys(client: TerminalClient): Promise<Key[]> {
  client.type('cat > /dev/null\r');
  await drawn(client, 'cat > /dev/null');
  await delay(100);
  const keys: Key[] = [];
  for (let key = 0; key < keyCount; key += 1) {
    await delay(keyPause());
    keys.push(await typeKey(client));
  }
  client.type('\x03');
  return keys;
}

function typeKey(client: TerminalClient): Promise<Key> {
  const { promise, resolve, reject } = Promise.withResolvers<Key>();
  const deadline = setTimeout(() => reject(new Error('no echo within 5 s')), 5_000);
  const typed = steadyMicroseconds();
  const stop = client.listen(() => {
    resolve({ typed, echoed: steadyMicroseconds() });
    clearTimeout(deadline);
    stop();
  });
  client.type('x');
  return promise;
}

function steadyMicroseconds(): number {
  return Number(process.hrtime.bigint()) / 1_000;
}

/** Milliseconds from a key to its echo. */
export function echoTime({ typed, echoed }: Key): number {
  return (echoed - typed) / 1_000;
}
