import { writeSync } from 'node:fs';

/** Milliseconds until a program that has not read its keys is offered them again. */
const offerAgain = 5;
/** Bytes that wait for a program which reads nothing; nobody has typed more, and what comes beyond is let go. */
const maxWaiting = 8 * 1024 * 1024;

/** Writes keys to a pty at once and in order; what the program does not take waits. */
export type Keyboard = Disposable & { write(bytes: Buffer): void };

/**
 * Creates the keyboard of a pty.
 * @param descriptor of the pty, which is non-blocking
 * @param isOpen false as soon as the descriptor may be another file's
 */
export function createKeyboard(descriptor: number, isOpen: () => boolean): Keyboard {
  let waiting: Buffer[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;

  const offer = () => {
    timer = undefined;
    for (;;) {
      const [next] = waiting;
      if (!next || !isOpen()) break;
      const taken = put(descriptor, next);
      bytes -= taken;
      if (taken < next.length) {
        waiting[0] = next.subarray(taken);
        timer = setTimeout(offer, offerAgain);
        return;
      }
      waiting.shift();
    }
    waiting = [];
    bytes = 0;
  };

  return {
    write: (keys) => {
      if (bytes + keys.length > maxWaiting) return;
      waiting.push(keys);
      bytes += keys.length;
      if (!timer) offer();
    },
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      waiting = [];
    },
  };
}

/** How many of the bytes were taken; none when there is no room. */
function put(descriptor: number, bytes: Buffer): number {
  try {
    return writeSync(descriptor, bytes);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0;
    // EIO: its program is gone. Nobody will read this.
    return bytes.length;
  }
}
