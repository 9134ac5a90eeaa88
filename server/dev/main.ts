import path from 'node:path';
import { readConfig } from '../config.ts';
import { createLabServer } from '../lab-server.ts';
import { LabError } from '../lab-error.ts';
import { refuseOtherListeners } from '../listeners.ts';
import { stopSignal } from '../stop-signal.ts';
import { startDevSite } from './dev-site.ts';

// `npm run dev`: the real server, with pages made of the sources as they are asked for.
try {
  const root = path.resolve(import.meta.dirname, '../..');
  const config = readConfig(process.env, root);
  delete process.env.LAB_TOKEN;
  refuseOtherListeners();
  const stop = stopSignal();
  await using site = await startDevSite(root);
  await using server = await createLabServer(config, { site });
  console.log(`Лаборатория в разработке: ${server.entrance}`);
  await stop;
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  console.error(`\n${error.title}. ${error.message}\n${error.hint}`);
  process.exit(1);
}
