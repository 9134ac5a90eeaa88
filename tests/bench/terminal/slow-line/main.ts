// A line of so many bytes a second before a server: `node main.ts <port> <bytes a second>`. What the server sends is held to the
// line's pace, packet by packet; keys pass as they come.
import { connect, createServer } from 'node:net';

const [port = 0, rate = 1] = process.argv.slice(2).map(Number);

const server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => {
  const far = connect({ port, host: '127.0.0.1', noDelay: true });
  near.pipe(far);
  let freeAt = 0;
  far.on('data', (bytes: Buffer) => {
    far.pause();
    freeAt = Math.max(freeAt, performance.now()) + (bytes.length / rate) * 1_000;
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
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`port ${typeof address === 'object' ? address?.port : address}`);
});
