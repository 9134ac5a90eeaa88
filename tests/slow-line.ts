import { openRelay, type Relay } from './relay.ts';

/** Opens a line of so many bytes a second: what the server sends is held to the pace, packet by packet; keys pass as they come. */
export function openSlowLine(bytesPerSecond: number): Promise<Relay> {
  return openRelay((near, far) => {
    near.pipe(far);
    let freeAt = 0;
    far.on('data', (bytes: Buffer) => {
      far.pause();
      freeAt = Math.max(freeAt, performance.now()) + (bytes.length / bytesPerSecond) * 1_000;
      setTimeout(
        () => {
          if (near.write(bytes)) far.resume();
          else near.once('drain', () => far.resume());
        },
        Math.max(0, freeAt - performance.now()),
      );
    });
    const end = () => {
      near.destroy();
      far.destroy();
    };
    for (const side of [near, far]) side.on('close', end).on('error', end);
  });
}
