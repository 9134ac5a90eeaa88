// A line of so many bytes a second before a server, a process of its own: `node main.ts <port> <bytes a second>`.
import { openSlowLine } from '../../../slow-line.ts';

const [port = 0, rate = 1] = process.argv.slice(2).map(Number);
const line = await openSlowLine(rate);
line.lead('127.0.0.1', port);
console.log(`port ${line.port}`);
