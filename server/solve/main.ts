import path from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { findServer } from '../home.ts';
import { createLabServer } from '../lab-server.ts';
import { LabError } from '../lab-error.ts';
import { describeClaims } from './claims.ts';
import { createLabClient, type LabClient } from './lab-client.ts';
import { solve } from './solve.ts';

const usage = `npm run solve [-- --step ID] [--url URL]
  Walks the whole lab through the server that runs on LAB_HOME, or through one of its own when none does.
  --step ID   stop after this step
  --url URL   another server; its token is LAB_TOKEN`;

try {
  const { values } = parseArgs({
    options: { step: { type: 'string' }, url: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) console.log(usage);
  else await walk(values.step ?? null, values.url ?? null);
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  console.error(`${error.title}. ${error.message}\n${error.hint}`);
  process.exitCode = 1;
}

async function walk(until: string | null, url: string | null): Promise<void> {
  const config = readConfig(process.env, path.resolve(import.meta.dirname, '../..'));
  await using stack = new AsyncDisposableStack();
  const address = url === null ? await reachServer() : { url: url.replace(/\/$/, ''), token: config.token };
  const started = performance.now();
  const client = createLabClient(address);
  const { passed, failed } = await solve({ client, until, print: console.log });
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  console.log(`${passed} checks passed, ${failed.length} failed in ${seconds} s`);
  if (failed.length > 0) process.exitCode = 1;
  // A walk that stops earlier has not come to the other sentences.
  if (until === null && failed.length === 0) await tellClaims(client);

  async function reachServer() {
    const running = await findServer(config.home);
    if (running !== null) return running;
    const server = stack.use(await createLabServer({ ...config, port: 0, openBrowser: false }));
    return { url: server.url, token: config.token };
  }
}

/** The whole lab was walked: then every sentence of its report must be true. */
async function tellClaims(client: LabClient): Promise<void> {
  const claims = await client.claims();
  for (const line of describeClaims(claims)) console.log(line);
  if (claims.some(({ state }) => state === 'not-shown')) process.exitCode = 1;
}
