import { parseArgs } from 'node:util';
import { runCommand, succeeded } from '../command.ts';
import { lookAtMachine } from '../machine.ts';
import { printError, SetupError } from '../setup-error.ts';
import { loadImages, saveImages } from './archive.ts';
import { obtainImages } from './obtain.ts';

const HELP = `npm run images                       принести базовые образы лаборатории: с Docker Hub, а где его нет — собрать замены
npm run images -- --stand-ins        собрать замены из пакетов Debian, даже если Docker Hub доступен
npm run images -- --mirror АДРЕС     взять пакеты с этого зеркала Debian (иначе — с того, что у apt этой машины)
npm run images -- --save ФАЙЛ        записать все образы лаборатории в один архив (.tar или .tar.gz)
npm run images -- --load ФАЙЛ        загрузить образы из архива: для класса без интернета
`;

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help === true) {
    process.stdout.write(HELP);
    return;
  }
  if (!succeeded(await runCommand('docker', ['version', '--format', '{{.Server.Version}}'], { deadlineMs: 5_000 }))) {
    throw new SetupError('Docker Engine не отвечает.', 'Узнайте, чего не хватает: npm run doctor');
  }
  if (options.load !== undefined) return loadImages(options.load);
  if (options.save !== undefined) {
    await saveImages(options.save);
    return;
  }
  await obtainImages(await lookAtMachine(), { standIns: options['stand-ins'] === true, mirror: options.mirror });
}

function parseOptions(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        help: { type: 'boolean', short: 'h' },
        'stand-ins': { type: 'boolean' },
        mirror: { type: 'string' },
        save: { type: 'string' },
        load: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new SetupError(
      error instanceof Error ? error.message : String(error),
      'Что можно указать: npm run images -- --help',
    );
  }
}

process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
try {
  await main();
} catch (error) {
  printError(error);
  process.exitCode = 1;
}
