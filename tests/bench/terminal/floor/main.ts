// The floor of the benchmark: a pty behind a WebSocket, with what is free (buffers, no Nagle), and nothing else.
import { spawn } from 'node-pty';
import { WebSocketServer } from 'ws';
import { spawnOptions } from '../limits/spawn-options.ts';
import { shell } from '../targets/target.ts';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket) => {
  const [file, ...args] = shell;
  const pty = spawn(file, args, spawnOptions());
  pty.onData((bytes) => socket.send(bytes));
  let isAlive = true;
  pty.onExit(() => {
    isAlive = false;
    socket.terminate();
  });
  socket.on('message', (keys: Buffer) => pty.write(keys));
  socket.on('close', () => {
    if (isAlive) process.kill(pty.pid, 'SIGHUP');
  });
});
server.on('listening', () => {
  const address = server.address();
  console.log(`port ${typeof address === 'object' ? address?.port : address}`);
});
