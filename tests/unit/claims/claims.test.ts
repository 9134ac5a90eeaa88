import { describe, expect, test } from 'vitest';
import { allClaims } from '#checks/claims/all-claims.ts';
import type { ClaimResult } from '#checks/claims/claim.ts';
import { createClaimBook, judgeClaims } from '#checks/claims/judge-claims.ts';
import { parseJournalEvent } from '#protocol/journal-parse.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { withEntrypoint } from '../checks/evidence.ts';
import { tellLab } from './told-lab.ts';
import { tellRunner } from './told-runner.ts';
import { readWholeLab } from './whole-lab.ts';

const told = await tellLab();
const real = await readWholeLab();
const continued = tellRunner(real);
await continued.look(withEntrypoint('pg-slave'), 'cluster-ready', 'sync-restored', 'timings-restored');

const begun: JournalEvent = { seq: 1, at: 0, body: { kind: 'run-started', lab: '1', project: 'lab' } };

function shown(claims: readonly ClaimResult[]): readonly ClaimResult[] {
  return claims.filter(({ state }) => state === 'shown');
}

function sentences(claims: readonly ClaimResult[]): Readonly<Record<string, string>> {
  return Object.fromEntries(claims.map(({ id, sentence }) => [id, sentence]));
}

describe('over a run in which nothing happened', () => {
  test.each([
    ['an empty journal', []],
    ['a run that has just begun', [begun]],
  ])('%s shows no claim, and says of each what is not shown and why', (_, events) => {
    const claims = judgeClaims(events);
    expect(claims.map(({ id }) => id)).toEqual(allClaims.map(({ id }) => id));
    for (const { state, sentence, why, evidence } of claims) {
      expect({ state, why, evidence }).toEqual({
        state: 'not-shown',
        why: 'До этой проверки прохождение не дошло.',
        evidence: [],
      });
      expect(sentence).toMatch(/^Не показано: [а-яёA-Z].*[^.]\.$/);
    }
  });
});

test('every claim is shown over the lab as it is told, or over a real walk through it', () => {
  const proven = new Set([...shown(judgeClaims(told.events)), ...shown(judgeClaims(continued.events))]);
  expect(new Set([...proven].map(({ id }) => id))).toEqual(new Set(allClaims.map(({ id }) => id)));
});

test('parts 1 to 3 and the conclusion are told with the names and numbers of the run', () => {
  expect(sentences(shown(judgeClaims(told.events)))).toEqual({
    'image-built': 'Образ localhost/postgres:patroni собран по Dockerfile из рабочей папки, и файлы в нём те же.',
    'containers-up': 'Контейнеры кластера работают: pg-master, pg-slave и zoo.',
    'one-leader': 'Узлы выбрали лидера: это pg-slave, и запись принимает только он.',
    'zookeeper-ready': 'ZooKeeper запустился и открывает сессии.',
    'lock-in-zookeeper':
      'Ключ лидера /service/ha-lab/leader в ZooKeeper держит pg-slave — тот же узел, что принимает запись.',
    'table-on-leader': 'На лидере pg-slave создана таблица test_table, в ней 1 строка.',
    'replica-streaming': 'Реплика pg-master получает журнал лидера pg-slave потоком, линия времени 1.',
    'replica-synchronous': 'Реплика pg-master синхронная: pg-slave ждёт её, прежде чем подтвердить COMMIT.',
    'row-on-replica': 'Изменения появились на реплике pg-master: в test_table те же строки, что на лидере pg-slave.',
    'replica-refuses-write': 'Реплика pg-master отказала в записи: cannot execute INSERT in a read-only transaction.',
    'data-survived-restart': 'Данные пережили удаление контейнеров: после нового запуска на месте test_table.',
    'entrypoint-up': 'Точка входа работает: через порт 5432 отвечает pg-slave.',
    'entrypoint-routes-to-leader': 'HAProxy ведёт к лидеру pg-slave и только к нему.',
    'row-through-entrypoint': 'Через точку входа записано в test_table: на лидере pg-slave в ней теперь 2 строки.',
    'leader-stopped': 'Остановлен узел, который в этот момент был лидером: pg-slave.',
    'failover-happened': 'После остановки лидера роль перешла от pg-slave к pg-master, линия времени 2.',
    'table-after-failover':
      'После смены лидера через ту же точку входа на pg-master создана таблица after_failover, хотя pg-slave не работал.',
    'old-leader-back': 'Прежний лидер pg-slave вернулся и получает журнал от pg-master, линия времени 2.',
    'old-leader-caught-up': 'Прежний лидер pg-slave получил созданное без него: after_failover.',
    'roles-swapped': 'Роли поменялись: лидер теперь pg-master, а pg-slave — реплика.',
    'conclusion-leader': 'Два узла сами выбрали лидера, pg-slave, и он был один: то же имя стояло в ключе ZooKeeper.',
    'conclusion-copy': 'Записанное на лидере прочитано на реплике pg-master (test_table), а в записи она отказала.',
    'conclusion-synchronous':
      'Репликация шла потоком и была синхронной: подтверждённая строка лежала и на pg-slave, и на pg-master.',
    'conclusion-volumes': 'Данные пережили удаление всех контейнеров: в новых на месте test_table.',
    'conclusion-entrypoint': 'Клиент работал через один порт 5432 и не знал, кто из узлов лидер.',
    'conclusion-failover':
      'После остановки pg-slave его место занял pg-master, и таблица after_failover создалась через тот же порт.',
    'conclusion-return': 'Вернувшийся pg-slave сам стал репликой и получил всё, что пропустил: after_failover.',
  });
});

test('every fault of a real walk is told with its measurement', () => {
  const faults = shown(judgeClaims(continued.events)).filter(({ step }) => step.startsWith('fault'));
  expect(sentences(faults)).toMatchInlineSnapshot(`
    {
      "all-compared": "Измерено аварий: 9, из них разных: 7; в синхронном режиме потеряно 0 из 2644 подтверждённых строк.",
      "async-failover": "Без синхронного режима после docker kill лидера pg-slave роль перешла к pg-master.",
      "async-measured": "Без синхронного режима после docker kill лидера pg-slave пауза записи 36,3 с (±0,22 с), потеряно 0 из 142 подтверждённых строк.",
      "cluster-ready": "Перед авариями кластер цел: оба узла работают, все свидетели называют одного лидера, реплика не отстаёт.",
      "kill-failover": "После docker kill лидера pg-slave роль перешла к pg-master.",
      "kill-measured": "После docker kill лидера pg-slave пауза записи 37,1 с (±0,2 с), потеряно 0 из 256 подтверждённых строк, без ответа 1, из них записано 0.",
      "kill-undone": "После возвращения убитого узла кластер снова цел через 12 с: два узла, один лидер, реплика не отстаёт.",
      "network-failover": "После обрыва сети лидера pg-slave роль перешла к pg-master.",
      "network-measured": "После обрыва сети лидера pg-slave пауза записи 35,9 с (±0,24 с), потеряно 0 из 407 подтверждённых строк, без ответа 2, из них записано 0.",
      "network-undone": "После возвращения узла в сеть кластер снова цел через 18,5 с: два узла, один лидер, реплика не отстаёт.",
      "pause-failover": "После заморозки лидера pg-master (docker pause) роль перешла к pg-slave.",
      "pause-measured": "После заморозки лидера pg-master (docker pause) пауза записи 37,5 с (±0,13 с), потеряно 0 из 282 подтверждённых строк, без ответа 2, из них записано 0.",
      "pause-undone": "После разморозки узла кластер снова цел через 12,2 с: два узла, один лидер, реплика не отстаёт.",
      "probe-writes": "Зонд писал через точку входа, и его строки сверены с обоими узлами: потеряно 0 из 41 подтверждённой строки.",
      "replica-first-measured": "Когда за репликой pg-slave ушёл и лидер pg-master, пауза записи 41,4 с (±0,06 с), потеряно 0 из 305 подтверждённых строк; до возвращения не вёл никто.",
      "replica-first-undone": "После возвращения лидера кластер снова цел через 15 с: два узла, один лидер, реплика не отстаёт.",
      "stop-failover": "После docker stop лидера pg-master роль перешла к pg-slave.",
      "stop-measured": "После docker stop лидера pg-master пауза записи 6,3 с (±0,25 с), потеряно 0 из 249 подтверждённых строк.",
      "stop-undone": "После возвращения остановленного узла кластер снова цел через 9,5 с: два узла, один лидер, реплика не отстаёт.",
      "switchover-failover": "При плановой смене лидера pg-master роль перешла к pg-slave.",
      "switchover-measured": "При плановой смене лидера pg-master пауза записи 5,2 с (±0,05 с), потеряно 0 из 286 подтверждённых строк, без ответа 1, из них записано 0.",
      "switchover-undone": "После плановой смены лидера кластер снова цел через 13,2 с: два узла, один лидер, реплика не отстаёт.",
      "sync-restored": "После опыта synchronous_mode включён, синхронная реплика — pg-master.",
      "timings-restored": "После опыта с короткими сроками снова действуют сроки курса.",
      "tuned-failover": "С короткими сроками (ttl 20 с, inter 1 с) после docker kill лидера pg-master роль перешла к pg-slave.",
      "tuned-measured": "С короткими сроками (ttl 20 с, inter 1 с) после docker kill лидера pg-master пауза записи 21,8 с (±0,1 с), потеряно 0 из 511 подтверждённых строк, без ответа 4, из них записано 3.",
      "zookeeper-measured": "После остановки ZooKeeper пауза записи 7,6 с (±0,05 с), потеряно 0 из 348 подтверждённых строк; до возвращения не вёл никто.",
      "zookeeper-undone": "После возвращения ZooKeeper кластер снова цел через 5,1 с: два узла, один лидер, реплика не отстаёт.",
    }
  `);
});

test('a walk that ends with another run in the same journal shows nothing of the first', () => {
  const end = told.events.at(-1)?.seq ?? 0;
  expect(shown(judgeClaims([...told.events, { ...begun, seq: end + 1 }]))).toEqual([]);
});

describe('the evidence of a claim', () => {
  const claimOf = (events: readonly JournalEvent[], id: string) =>
    judgeClaims(events).find((claim) => claim.id === id)?.evidence ?? [];

  test.each([
    ['the told lab', told.events],
    ['the real walk', continued.events],
  ])('of %s stands in the journal, in the order of time', (_, events) => {
    for (const { id, evidence } of shown(judgeClaims(events))) {
      expect(evidence, id).not.toHaveLength(0);
      for (const { seq, label } of evidence) {
        expect(
          events.some((event) => event.seq === seq),
          `${id}: ${label}`,
        ).toBe(true);
        expect(label).not.toBe('');
      }
      expect(evidence.map(({ at }) => at)).toEqual(evidence.map(({ at }) => at).toSorted((a, b) => a - b));
    }
  });

  test('of a failover is the command in its terminal, the stop and the new name', () => {
    const found = claimOf(told.events, 'failover-happened').map(({ label, recording }) => ({ label, recording }));
    expect(found).toEqual([
      { label: 'docker stop pg-slave', recording: { terminal: 'main', seconds: 10 } },
      { label: 'остановлен лидер pg-slave', recording: null },
      { label: 'лидером вместо pg-slave назван pg-master', recording: null },
    ]);
  });

  test('of what was seen is the observation that the check passed over', () => {
    const [command, observation] = claimOf(told.events, 'row-on-replica');
    expect(command).toMatchObject({ label: 'SELECT * FROM test_table', recording: { terminal: 'replica' } });
    expect(observation?.label).toBe('на реплике pg-master те же строки: test_table');
    expect(told.events.find(({ seq }) => seq === observation?.seq)?.body.kind).toBe('observation');
  });

  test('of a fault that happened twice is the commands of its own step', () => {
    const [kill] = claimOf(real, 'kill-measured').filter(({ label }) => label.startsWith('docker kill'));
    const started = real.find(({ seq }) => seq === kill?.seq)?.body;
    expect(started).toMatchObject({ kind: 'command-started', command: { stepCommand: 'kill-fault' } });
  });
});

test('live equals replay: after every look the claims are those of the journal that was written and read again', async () => {
  let looks = 0;
  const live = createClaimBook();
  let heard = 0;
  await tellLab(({ events }) => {
    looks += 1;
    for (const event of events.slice(heard)) live.add(event);
    heard = events.length;
    const replayed = events.map((event) => parseJournalEvent(JSON.parse(JSON.stringify(event))));
    expect(judgeClaims(replayed)).toEqual(live.claims());
    const passed = events.flatMap(({ body }) => (body.kind === 'check-result' ? [body.result] : []));
    const held = new Set(passed.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id));
    for (const { id, state } of judgeClaims(events)) {
      const claim = allClaims.find((candidate) => candidate.id === id);
      expect(state, id).toBe(claim?.checks.every((check) => held.has(check)) ? 'shown' : 'not-shown');
    }
  });
  expect(looks).toBeGreaterThan(10);
});
