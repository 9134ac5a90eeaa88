import path from 'node:path';
import { readConfig } from './config.ts';
import { createLabServer } from './lab-server.ts';
import { LabError } from './lab-error.ts';
import { openInBrowser } from './setup/open-in-browser.ts';
import { stopSignal } from './stop-signal.ts';

try {
  const config = readConfig(process.env, path.resolve(import.meta.dirname, '..'));
  const stop = stopSignal();
  await using server = await createLabServer(config);
  if (config.isTokenShort) console.warn('LAB_TOKEN короче 22 знаков: такой токен можно подобрать.');
  console.log(`Лаборатория открыта: ${server.entrance}`);
  if (config.openBrowser) await openInBrowser(server.entrance, config.home);
  await stop;
  console.log('Лаборатория закрывается: прохождение сохранено.');
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  console.error(`\n${error.title}. ${error.message}\n${error.hint}`);
  process.exitCode = 1;
}
