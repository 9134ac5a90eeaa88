/** Bytes of a terminal in one message, at most. */
export const messageBytes = 64 * 1024;
/** Shorter ones are not worth a place: they are copied into memory of their own. */
const shortBytes = 4 * 1024;
/** Places that are kept for the next flood. */
const mostKept = 16;

/** What messages go out through; it says when one has left, or cannot. */
export type Way = { send(message: Buffer, done?: () => void): void };

/** Memory of messages on their way to pages, used again when they have left: what a flood went through is not left to be collected. */
export type MessageMemory = {
  /** Sends a copy of the bytes, at most `messageBytes`. */
  send(way: Way, bytes: Buffer): void;
};

/** Creates the memory of a server's terminals; it is allocated as messages need it. */
export function createMessageMemory(): MessageMemory {
  const free: Buffer[] = [];
  return {
    send: (way, bytes) => {
      if (bytes.length <= shortBytes) return way.send(Buffer.from(bytes));
      const place = free.pop() ?? Buffer.allocUnsafeSlow(messageBytes);
      bytes.copy(place);
      way.send(place.subarray(0, bytes.length), () => {
        if (free.length < mostKept) free.push(place);
      });
    },
  };
}
