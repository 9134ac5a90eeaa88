import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { lastLines, streamCommand, succeeded } from '../command.ts';
import { must, say, step } from '../progress.ts';
import { SetupError } from '../setup-error.ts';
import { lookUpImage } from './local-images.ts';
import { BASE_IMAGES, PATRONI_IMAGE } from './names.ts';

const LOAD_DEADLINE_MS = 900_000;
const REPORT_EVERY_BYTES = 100 * 1024 * 1024;

/** Writes all the lab's images into one archive (gzip when the name ends in .gz); returns their names. */
export async function saveImages(file: string): Promise<readonly string[]> {
  const target = resolve(file);
  const names = await presentImages();
  const partial = `${target}.partial`;
  try {
    await step(`Записываю ${names.join(', ')} в ${target}`, () => writeArchive(names, partial, target.endsWith('gz')));
    // Only a whole archive gets the name that the reader will carry away.
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
  say(`✓ ${target}: ${megabytes((await stat(target)).size)}. На другой машине: npm run images -- --load ${file}`);
  return names;
}

/** Brings the images of an archive into the engine. */
export async function loadImages(file: string): Promise<void> {
  const source = resolve(file);
  const found = await stat(source).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined || !found.isFile()) {
    throw new SetupError(
      `Файла ${source} нет.`,
      'Запишите его на машине с образами: npm run images -- --save lab-images.tar.gz',
    );
  }
  const hint =
    'Архив должен быть записан командой npm run images -- --save или docker save; если он скачан не до конца, скопируйте его ещё раз.';
  const result = await step(`Загружаю образы из ${source} (${megabytes(found.size)})`, () =>
    must('docker', ['load', '--input', source], { deadlineMs: LOAD_DEADLINE_MS, hint }),
  );
  for (const line of result.stdout.split('\n').filter((line) => line.startsWith('Loaded image'))) say(`  ${line}`);
}

async function presentImages(): Promise<string[]> {
  const present: string[] = [];
  const missing: string[] = [];
  for (const { name } of BASE_IMAGES) ((await lookUpImage(name)) === 'absent' ? missing : present).push(name);
  if (missing.length > 0) {
    throw new SetupError(
      `Не хватает образов: ${missing.join(', ')}.`,
      'Сначала принесите их на эту машину: npm run images',
    );
  }
  if ((await lookUpImage(PATRONI_IMAGE)) === 'absent') {
    say(
      `Образ ${PATRONI_IMAGE} ещё не собран и в архив не войдёт: в классе без интернета соберите его до записи (шаг «Сборка образа»).`,
    );
  } else {
    present.push(PATRONI_IMAGE);
  }
  return present;
}

async function writeArchive(names: readonly string[], file: string, compressed: boolean): Promise<void> {
  const result = await streamCommand('docker', ['save', ...names], (stdout: Readable) =>
    pipeline(
      stdout,
      reportBytes(),
      compressed ? createGzip({ level: 6 }) : new PassThrough(),
      createWriteStream(file, { mode: 0o644 }),
    ),
  );
  if (!succeeded(result)) {
    throw new SetupError(
      `docker save не удался:\n${lastLines(result)}`,
      'Проверьте место на диске и что Docker Engine отвечает: npm run doctor',
    );
  }
}

function reportBytes(): Transform {
  let seen = 0;
  let reported = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen - reported >= REPORT_EVERY_BYTES) {
        reported = seen;
        say(`  … ${megabytes(seen)}`);
      }
      done(null, chunk);
    },
  });
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} МБ`;
}
