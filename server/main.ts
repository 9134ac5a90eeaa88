import { existsSync } from 'node:fs';
import path from 'node:path';
import { readConfig } from './config.ts';
import { collectEarly } from './heap.ts';
import { createLabServer } from './lab-server.ts';
import { LabError } from './lab-error.ts';
import { refuseOtherListeners } from './listeners.ts';
import { openInBrowser } from './setup/open-in-browser.ts';
import { startNotices } from './start-notices.ts';
import { stopSignal } from './stop-signal.ts';

collectEarly();
try {
  const config = readConfig(process.env, path.resolve(import.meta.dirname, '..'));
  // What this process starts (Docker's client, the browser's opener) inherits its environment.
  delete process.env.LAB_TOKEN;
  refuseOtherListeners();
  const notices = startNotices({
    isRoot: process.getuid?.() === 0,
    isFirst: !existsSync(path.join(config.home, 'runs')),
    isTokenShort: config.isTokenShort,
  });
  const stop = stopSignal();
  await using server = await createLabServer(config);
  for (const notice of notices) console.warn(notice);
  console.log(`Лаборатория открыта: ${server.entrance}`);
  if (config.openBrowser) await openInBrowser(server.entrance, config.home);
  await stop;
  console.log('Лаборатория закрывается: прохождение сохранено.');
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  console.error(`\n${error.title}. ${error.message}\n${error.hint}`);
  // Not only the exit code: a listener that was brought along would keep the process.
  process.exit(1);
}
