// The floor of the benchmark: a pty behind a WebSocket, with what is free (buffers, no Nagle), and nothing else.
import { spawn } from 'node-pty';
import { WebSocketServer } from 'ws';
import { size } from '../client.ts';
import { shell } from '../targets/target.ts';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket) => {
  const [file, ...args] = shell;
  const pty = spawn(file, args, {
    name: 'xterm-256color',
    cols: size.columns,
    rows: size.rows,
    env: process.env,
    encoding: null,
  });
  pty.onData((bytes) => socket.send(bytes));
  pty.onExit(() => socket.close());
  socket.on('message', (keys: Buffer) => pty.write(keys));
  socket.on('close', () => pty.kill());
});
server.on('listening', () => {
  const address = server.address();
  console.log(`port ${typeof address === 'object' ? address?.port : address}`);
});
