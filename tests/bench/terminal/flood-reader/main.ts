// A page that floods a terminal and reads it as fast as it can, in a process of its own as pages are:
// `node main.ts <connection as JSON> <terminal>`. Says «flooding» when the flood has begun.
import { type Connection, drawn } from '../client.ts';
import { openClient } from '../clients/open-client.ts';

const [connection = '', terminal = ''] = process.argv.slice(2);
// What the benchmark itself has written, for its own child.
const parsed: Connection = JSON.parse(connection);
const client = openClient(parsed, { terminal });
await drawn(client, client.prompt);
client.type("yes 'some output of a program, as long as a line of a log is'\r");
await drawn(client, 'a log is\r\nsome output');
console.log('flooding');
