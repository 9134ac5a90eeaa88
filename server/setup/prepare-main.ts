import { mayChange } from './consent.ts';
import { lookAtMachine } from './machine.ts';
import { prepareMachine } from './prepare.ts';
import { say } from './progress.ts';
import { printError } from './setup-error.ts';

// Run by `npm start` when its quick look found something missing. Never fails the start: without an engine the site is read.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
try {
  const { missing } = await prepareMachine(await lookAtMachine(), { images: 'if-no-hub', consent: mayChange });
  for (const line of missing) say(`! ${line}`);
  if (missing.length > 0) say('! Пока этого нет, лаборатория открыта для чтения: команды на страницах не выполняются.');
} catch (error) {
  printError(error);
  say('! Лаборатория открыта для чтения: команды на страницах не выполняются.');
}
