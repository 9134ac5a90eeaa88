import { describe, expect, it } from 'vitest';
import { toStrip } from '#protocol/strip.ts';
import { actsOnContainers } from '#protocol/command-effect.ts';
import { happeningsIn } from '../../../src/client/strip/happenings.ts';
import { momentAt, nextChange, sentenceOf } from '../../../src/client/strip/moment.ts';
import { begin, tellFailover } from './failovers.ts';
import { tellStory } from './story.ts';

const story = tellFailover(begin(tellStory()), { id: 'fault-1', leader: 'pg-master' });
const strip = toStrip(story.events);
const fault = strip.faults[0]?.from ?? 0;
const textsAt = (at: number) =>
  Object.fromEntries(momentAt(strip, at, story.now).lines.map(({ name, text }) => [name, text]));

describe('a moment in words', () => {
  it('tells what everybody said before a fault', () => {
    expect(textsAt(fault - 2_000)).toMatchObject({
      Docker: 'не может сказать: работают оба узла',
      PostgreSQL: 'pg-master',
      ZooKeeper: 'pg-master',
      Зонд: 'за эту секунду подтверждено 20',
    });
  });

  it('tells how the witnesses disagree in the middle of it', () => {
    expect(textsAt(fault + 20_000)).toMatchObject({
      Docker: 'работает только pg-slave',
      PostgreSQL: 'никто (молчит: pg-master — соединение оборвано)',
      ZooKeeper: 'pg-master',
      HAProxy: 'никто',
      Зонд: 'за эту секунду отказов 20 (порт точки входа закрыт)',
      Авария: 'гибель лидера: pg-master',
    });
  });

  it('says that nobody watched before the watching began and behind the end of what is known', () => {
    expect(textsAt(strip.from + 10).Patroni).toBe('не наблюдали');
    expect(textsAt(story.now + 60_000).Patroni).toBe('не наблюдали');
  });

  it('is one sentence for whoever listens', () => {
    const sentence = sentenceOf(momentAt(strip, fault + 20_000, story.now));
    expect(sentence).toMatch(/^\d\d:\d\d:\d\d,\d\. Docker: .*\. Авария: гибель лидера: pg-master\.$/);
  });
});

describe('the changes', () => {
  it('are gone through one after another, forth and back', () => {
    const first = nextChange(strip, fault - 1_000, 1);
    expect(first).toBe(fault);
    const second = nextChange(strip, fault, 1) ?? 0;
    expect(second).toBeGreaterThan(fault);
    expect(nextChange(strip, second, -1)).toBe(fault);
    expect(nextChange(strip, story.now + 1, 1)).toBeNull();
  });

  it('stand in a table in the order of time', () => {
    const happenings = happeningsIn(strip, fault - 100, story.now);
    const times = happenings.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(happenings.map(({ who, text }) => `${who}: ${text}`)).toEqual(
      expect.arrayContaining([
        'Команда: docker kill pg-master',
        'Событие Docker: pg-master завершился с кодом 137',
        'ZooKeeper: pg-slave',
        'Авария: началась (гибель лидера: pg-master)',
      ]),
    );
  });
});

describe('a command', () => {
  it('is told by its text to act on containers', () => {
    const acting = [
      'docker stop pg-master',
      'docker kill -s KILL pg-master',
      'docker compose up -d --build',
      'docker compose -f docker-compose.yml stop zoo',
      'docker network disconnect lab_default pg-slave',
      'docker exec -it pg-master patronictl -c /postgres0.yml switchover --force',
      'docker compose exec pg-master patronictl edit-config',
    ];
    const looking = [
      'docker ps',
      'docker compose logs pg-master',
      'SELECT 1',
      'docker compose exec pg-master patronictl list',
    ];
    expect(acting.filter((text) => !actsOnContainers(text))).toEqual([]);
    expect(looking.filter((text) => actsOnContainers(text))).toEqual([]);
  });
});
