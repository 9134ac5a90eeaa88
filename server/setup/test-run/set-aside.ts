import { runCommand } from '../command.ts';
import { listContainers } from '../doctor/docker.ts';
import { LAB_CONTAINERS } from '../doctor/lab-names.ts';
import { must, say, step } from '../progress.ts';

/** What a container of a lab is called while the tests need its name and its ports. */
const suffix = '-set-aside';
// A leader gives up its role in an orderly way first.
const DEADLINE_MS = 120_000;
const hint = 'Посмотрите контейнеры: docker ps -a.';

type Aside = { readonly name: string; readonly running: boolean };

/**
 * Stops and renames the containers of a lab that runs on this engine, so that the tests can have its names and ports;
 * disposing brings them back as they were.
 */
export async function setLabAside(): Promise<AsyncDisposable> {
  const containers = (await listContainers(process.env)) ?? [];
  const aside: Aside[] = containers
    .filter(({ name }) => LAB_CONTAINERS.some((known) => name === known || name === `${known}${suffix}`))
    .map(({ name, state }) => ({
      name: name.replace(suffix, ''),
      running: state === 'running' || name.endsWith(suffix),
    }));
  const present = aside.filter(({ name }) => containers.some((container) => container.name === name));
  if (present.length > 0) {
    say(
      `! На этой машине есть лаборатория (${present.map(({ name }) => name).join(', ')}): на время тестов она остановлена.`,
    );
    await step('Отставляю лабораторию в сторону', async () => {
      const running = present.filter((container) => container.running).map(({ name }) => name);
      if (running.length > 0) await must('docker', ['stop', ...running], { deadlineMs: DEADLINE_MS, hint });
      for (const { name } of present) {
        await must('docker', ['rename', name, `${name}${suffix}`], { deadlineMs: DEADLINE_MS, hint });
      }
    });
  }
  return { [Symbol.asyncDispose]: () => bringBack(aside) };
}

async function bringBack(aside: readonly Aside[]): Promise<void> {
  if (aside.length === 0) return;
  await step('Возвращаю лабораторию на место', async () => {
    for (const { name } of aside) {
      await must('docker', ['rename', `${name}${suffix}`, name], { deadlineMs: DEADLINE_MS, hint });
    }
    const running = aside.filter((container) => container.running).map(({ name }) => name);
    const started = await runCommand('docker', ['start', ...running], { deadlineMs: DEADLINE_MS });
    if (started.code !== 0) say(`! Не все контейнеры запустились: docker start ${running.join(' ')}`);
  });
}
