import { describe, expect, it } from 'vitest';
import type { CastEvent } from '#protocol/cast.ts';
import { createDisguise } from '../../../server/reading/disguise.ts';
import { disguiseRecording } from '../../../server/reading/disguise-recording.ts';

const disguise = () =>
  createDisguise({
    folders: [
      { real: '/srv/course/data', shown: '/home/student/ha-postgres-lab-data' },
      { real: '/srv/course', shown: '/home/student/course' },
    ],
    host: 'room-17',
    user: 'ivanova',
  });

describe('the disguise of a recorded run', () => {
  it('shows the folders of the machine under other names, the longest first', () => {
    expect(disguise()('cp /srv/course/data/runs/1/x /srv/course/y')).toBe(
      'cp /home/student/ha-postgres-lab-data/runs/1/x /home/student/course/y',
    );
  });

  it('takes no folder out of the middle of another name', () => {
    expect(disguise()('/srv/courses and /srv/course-2')).toBe('/srv/courses and /srv/course-2');
  });

  it('renames the machine and the user where they stand as a word', () => {
    expect(disguise()('ivanova@room-17:~$ id ivanova-x room-171')).toBe('student@lab:~$ id ivanova-x room-171');
  });

  it('leaves the names alone that every machine has', () => {
    const plain = createDisguise({
      folders: [{ real: '/root', shown: '/home/student' }],
      host: 'localhost',
      user: 'root',
    });
    const text = 'root@localhost: /root/.cache, FATAL: role "root" does not exist';
    expect(plain(text)).toBe(text);
  });

  it('hides mirrors, also their ports and logins, each under one name', () => {
    const hide = disguise();
    expect(hide('Get:1 http://apt.cache.school.ru:3142/debian bookworm')).toBe(
      'Get:1 http://mirror-1.example/debian bookworm',
    );
    expect(hide('Index https://token:x@pypi.school.ru/simple')).toBe('Index https://mirror-2.example/simple');
    expect(hide('Get:2 http://apt.cache.school.ru:3142/x')).toBe('Get:2 http://mirror-1.example/x');
  });

  it('shows the hosts that everybody has', () => {
    const text =
      'http://deb.debian.org/debian https://docs.docker.com/go/ http://localhost:8008/primary http://172.19.0.4:8008/ http://pg-master:8008/';
    expect(disguise()(text)).toBe(text);
  });

  it('hides addresses of other networks', () => {
    expect(disguise()('http://192.168.4.20:5000/v2/ and http://8.8.8.8/')).toBe(
      'http://mirror-1.example/v2/ and http://mirror-2.example/',
    );
  });
});

describe('a disguised recording', () => {
  const output = (events: readonly CastEvent[]) => events.map(({ data }) => data).join('');
  const at = (seconds: number, data: string, code = 'o'): CastEvent => ({ seconds, code, data });

  it('has no name that was cut between two events', () => {
    const events = disguiseRecording([at(1, 'cd /srv/co'), at(1, 'a mark', 'm'), at(2, 'urse && ls\r\n')], disguise());
    expect(output(events.filter(({ code }) => code === 'o'))).toBe('cd /home/student/course && ls\r\n');
  });

  it('has no name that holds a colour', () => {
    const events = disguiseRecording([at(1, 'host \u001b[1mroom\u001b[0m-17 is up\r\n')], disguise());
    expect(output(events)).toBe('host lab is up\r\n');
  });

  it('keeps colours, times and everything else', () => {
    const events = [at(1, '\u001b[32mok\u001b[0m '), at(2, '/srv/course'), at(3, ' done\r\n\r\n'), at(4, '80x24', 'r')];
    expect(disguiseRecording(events, disguise())).toEqual([
      at(1, '\u001b[32mok\u001b[0m '),
      at(2, '/home/student/course'),
      at(3, ' done\r\n\r\n'),
      at(4, '80x24', 'r'),
    ]);
  });

  it('joins no words over the end of a line', () => {
    const lines = [at(1, 'http://mirror.school.ru\r\n'), at(2, 'ok\r\n')];
    expect(output(disguiseRecording(lines, disguise()))).toBe('http://mirror-1.example\r\nok\r\n');
  });
});
