import { describe, expect, test } from 'vitest';
import type { Block } from '../../../server/report/outline/block.ts';
import { makeOutline } from '../../../server/report/outline/make-outline.ts';
import { partPlans } from '../../../server/report/outline/plan.ts';
import { chosenRun, commandRuns } from '../../../server/report/find-run.ts';
import type { ReportSource } from '../../../server/report/report-source.ts';
import { endOf, journalOf, ranCommand, realJournal, reportSource, shownClaim, startedAt } from './sources.ts';

function outlineOf(parts: Partial<ReportSource> = {}) {
  return makeOutline(reportSource(parts), []);
}

function blocksOf<Kind extends Block['kind']>(parts: Partial<ReportSource>, kind: Kind) {
  const blocks = outlineOf(parts).sections.flatMap((section) => section.blocks);
  return blocks.filter((block): block is Extract<Block, { kind: Kind }> => block.kind === kind);
}

describe('the outline of a report', () => {
  test('has the headings of the seed in its order, then what the seed has not', () => {
    expect(outlineOf().sections.map(({ title }) => title)).toEqual([
      'Часть 1. Поднимаем Postgres',
      'Вопрос: expose и ports',
      'Вопрос: когда образ пересобирается',
      'Часть 2. Проверяем репликацию',
      'Часть 3. Делаем высокую доступность',
      'Вывод',
      'Часть 4. Лаборатория аварий',
      'Утверждения',
      'Чем выполнено',
      'Как проверить этот отчёт',
    ]);
  });

  test('names who did it', () => {
    expect(outlineOf().author).toBe('Выполнил: Анна Ковалёва, группа P4116');
    expect(outlineOf({ author: { name: '', group: '' } }).author).toBe('Выполнил: имя не указано');
  });

  test('names only commands and steps that there are', () => {
    const { steps } = reportSource();
    for (const { moves, questions } of partPlans) {
      for (const { step, commands } of moves) {
        const known = steps.find(({ id }) => id === step)?.commands.map(({ id }) => id) ?? [];
        expect(known).toEqual(expect.arrayContaining([...commands]));
      }
      for (const { step } of questions) expect(steps.find(({ id }) => id === step)?.questions).not.toHaveLength(0);
    }
  });

  test('tells commands as they were really run, and says of the others that they were not', () => {
    const run = ranCommand('stop-leader', { text: 'docker stop pg-slave' });
    const commands = blocksOf({ events: journalOf(endOf(run)) }, 'command');
    expect(commands.find(({ text }) => text === 'docker stop pg-slave')?.outcome).toMatch(/ · 1,0 с · код 0$/);
    expect(commands.find(({ text }) => text === 'docker start остановленный-узел')?.outcome).toBeNull();
    expect(commands.filter(({ outcome }) => outcome !== null)).toHaveLength(1);
  });

  test('shows of several runs the newest that came out as the step wants it', () => {
    const first = ranCommand('create-and-insert', { id: 'first', kind: 'sql', sqlState: '00000' });
    const again = { ...first, id: 'again', exitCode: 1, sqlState: '42P07' };
    const runs = commandRuns(journalOf(endOf(first), endOf(again)));
    expect(chosenRun(runs, 'create-and-insert')?.id).toBe('first');
    const refused = { ...again, id: 'refused', stepCommand: 'insert-on-replica', sqlState: '25006' };
    expect(chosenRun(commandRuns(journalOf(endOf(refused))), 'insert-on-replica', '25006')?.id).toBe('refused');
  });

  test('puts every claim beside its step once, and one of an unknown step at the end', () => {
    const claims = [shownClaim('zookeeper', 'ZooKeeper отвечает.'), shownClaim('no-such-step', 'Прочее.')];
    const { sections } = outlineOf({ claims });
    const told = sections.filter(({ blocks }) => blocks.some(({ kind }) => kind === 'claim')).map(({ id }) => id);
    expect(told).toEqual(['part-1', 'further']);
    expect(blocksOf({ claims }, 'claim').map(({ number }) => number)).toEqual([1, 2]);
  });

  test('says «не показано» only once: by the mark', () => {
    const claim = {
      ...shownClaim('up', 'Не показано: узлы работают.'),
      state: 'not-shown' as const,
      why: 'Не видели.',
    };
    expect(blocksOf({ claims: [claim] }, 'claim')[0]?.sentence).toBe('Узлы работают.');
  });

  test('draws a conclusion from nothing but the claims where the author has written none', () => {
    const claims = [
      shownClaim('up', 'Узлы работают.'),
      { ...shownClaim('build', 'Собран.'), state: 'not-shown' as const },
    ];
    const words = blocksOf({ claims }, 'words').flatMap((block) => block.words.map(({ text }) => text));
    expect(words.join('')).toContain(
      'Записи прохождения показывают 1 из 2\u00a0утверждений отчёта. Не показаны утверждения № 2.',
    );
    const own = journalOf({ kind: 'answer-saved', question: 'conclusion', text: ' Мой вывод. ' });
    expect(blocksOf({ claims, events: own }, 'answer').find(({ question }) => question === null)?.text).toBe(
      'Мой вывод.',
    );
  });

  test('only names the claims of experiments that nobody made', () => {
    const claims = [
      shownClaim('fault-kill', 'Пауза записи 37,1 с.'),
      { ...shownClaim('fault-pause', 'Не показано: пауза.'), state: 'not-shown' as const },
      { ...shownClaim('fault-stop', 'Не показано: остановка.'), state: 'not-shown' as const },
    ];
    const events = journalOf(endOf(ranCommand('stop-fault')));
    expect(blocksOf({ claims, events }, 'claim').map(({ number }) => number)).toEqual([1, 3]);
    expect(blocksOf({ claims, events }, 'unmade')[0]?.claims.map(({ number }) => number)).toEqual([2]);
    expect(blocksOf({ claims, events }, 'all-claims')[0]?.groups[0]?.claims).toHaveLength(3);
  });

  test('lists the files as they stood in the end, with what differs from the lab', () => {
    const { originals } = reportSource();
    const own = originals.texts.get('postgres0.yml') ?? '';
    const version = (text: string) => ({ path: 'postgres0.yml', savedAt: startedAt, hash: '', text });
    const compose = { ...version(originals.proposed.get('docker-compose.yml') ?? ''), path: 'docker-compose.yml' };
    const extra = { ...version('x: 1\n'), path: 'override.yml' };
    const files = [version(own), version(own.replace('ttl: 30', 'ttl: 25')), compose, extra];
    const listings = blocksOf({ files }, 'listing');
    expect(listings.map(({ path }) => path)).toEqual([
      'Dockerfile',
      'docker-compose.yml',
      'postgres0.yml',
      'postgres1.yml',
      'haproxy.cfg',
      'override.yml',
    ]);
    expect(listings[0]?.origin).toBe('Такой же, как в лаборатории.');
    expect(listings[1]?.origin).toMatch(/^Такой же, как предлагает/);
    expect(listings[2]?.differences).toEqual([
      {
        where: expect.stringMatching(/^строка \d+$/),
        own: expect.stringContaining('ttl: 30'),
        here: expect.stringContaining('ttl: 25'),
      },
    ]);
    expect(listings[5]?.origin).toBe('Этого файла в лаборатории не было.');
  });

  test('tells of faults only what was done: prediction, outage with its resolution, losses, phases', async () => {
    expect(blocksOf({}, 'table').map(({ caption }) => caption)).toEqual(['Версии']);
    const events = await realJournal('stop-and-switchover');
    const [faults, phases] = blocksOf({ events }, 'table');
    expect(faults?.rows.map(([fault]) => fault)).toEqual(
      expect.arrayContaining(['остановка лидера', 'смена по плану']),
    );
    for (const row of faults?.rows ?? []) {
      expect(row[4]).toMatch(/^\d+,\d\u00a0с ±\d,\d\d\u00a0с$/);
      expect(row[7]).toMatch(/^0 из \d+$/);
    }
    expect(phases?.head.slice(2)).toEqual(['Обнаружение', 'До отмены', 'Выборы', 'Маршрут', 'Первый ответ']);
    const [strips] = blocksOf({ events }, 'strips');
    expect(strips?.spans).toHaveLength(faults?.rows.length ?? -1);
  });
});
