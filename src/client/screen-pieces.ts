/** Takes a screen that comes in many messages, and gives it on in few large pieces. */
export type ScreenPieces = {
  push(bytes: Uint8Array): void;
  /** Gives on at once what there is. */
  flush(): void;
  /** Forgets what there is: nobody needs it any more. */
  stop(): void;
};

/** Bytes of a piece: parsed in one go it must not hold the page up for long. */
const enough = 512 * 1_024;
/** Milliseconds: over a slow line there shall be something to see. */
const within = 50;

/** Between small pieces xterm draws what stands there, each time, and waits for the browser: half of the time until the screen is complete. */
export function createScreenPieces(draw: (bytes: Uint8Array) => void): ScreenPieces {
  let parts: Uint8Array[] = [];
  let length = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
    parts = [];
    length = 0;
  }

  function flush(): void {
    if (length === 0) return;
    const piece = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      piece.set(part, at);
      at += part.byteLength;
    }
    stop();
    draw(piece);
  }

  return {
    push(bytes) {
      parts.push(bytes);
      length += bytes.byteLength;
      if (length >= enough) flush();
      else timer ??= setTimeout(flush, within);
    },
    flush,
    stop,
  };
}
