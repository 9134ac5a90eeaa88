import { describe, expect, test } from 'vitest';
import { createHider } from '../../../server/recording/hide-text.ts';
import { findAddresses } from '../../../server/report/privacy/find-addresses.ts';
import { hideInCast } from '../../../server/report/privacy/hide-in-cast.ts';
import { findPersonal, type PersonalOptions, soughtOf } from '../../../server/report/privacy/personal.ts';
import { publicAddressesIn } from '../../../server/report/privacy/public-addresses.ts';

const anna: PersonalOptions = {
  identity: { home: '/home/anna.petrova/', user: 'anna.petrova', host: 'anna-book.lan' },
  addresses: ['93.184.216.34'],
  lab: 'services:\n  pg-master:\n    image: localhost/postgres:patroni\n',
  author: 'Петрова Анна М3301',
};

const hider = (options: Partial<PersonalOptions> = {}) =>
  createHider(soughtOf(findPersonal({ ...anna, ...options }), new Set()));

describe('an address in the internet', () => {
  test.each([
    ['inet 93.184.216.34/24 brd', ['93.184.216.34']],
    ['from 8.8.8.8:53, 1.1.1.1.', ['8.8.8.8', '1.1.1.1']],
    ['[2a00:1450:4010:c0e::71]:443', ['2a00:1450:4010:c0e::71']],
    ['2001:0db8::1 of a book', []],
    ['127.0.0.1 10.1.2.3 172.19.0.4 192.168.1.7 100.64.0.1 169.254.1.1 0.0.0.0 255.255.255.255', []],
    ['fe80::1 ::1 fd00::2 02:42:ac:13:00:02 12:34:56 2:30:45', []],
    ['version 15.18 1.2.3.4.5 v1.2.3.4 300.1.1.1 8.8.8.8-rc1', []],
  ])('is told from what looks like one: %s', (text, found) => {
    expect(publicAddressesIn(text)).toEqual(found);
  });

  test('is found in events, in recordings that show it in pieces and colours, and in files', async () => {
    const found = await findAddresses({
      bodies: ['{"text":"a\\n93.184.216.34"}', '{"text":"93.184.216.35"}'],
      casts: ['{"version":2}\n[0.1,"o","\\u001b[1m93.184."]\n[0.2,"o","216.36\\u001b[0m\\r\\n5"]\n'],
      texts: ['listen 93.184.216.37\n9'],
    });
    expect([...found]).toEqual(['93.184.216.34', '93.184.216.35', '93.184.216.36', '93.184.216.37']);
  });
});

describe('what tells of the machine', () => {
  test.each([
    ['/home/anna.petrova/lab', '[дом]/lab'],
    ['HOME=/home/anna.petrova', 'HOME=[дом]'],
    ['/home/anna.petrova2/lab', '/home/anna.petrova2/lab'],
    ['anna.petrova@anna-book:~$ ', '[пользователь]@[машина]:~$ '],
    ['anna.petrova@anna-book.lan', '[пользователь]@[машина]'],
    ['\u001b[32manna.\u001b[1mpetrova\u001b[0m x', '\u001b[32m[пользователь]\u001b[1m\u001b[0m x'],
    ['ping 93.184.216.34', 'ping [адрес]'],
    ['{"text":"/home/anna.petrova"}', '{"text":"[дом]"}'],
  ])('is replaced by a mark where it stands alone: %j', (text, hidden) => {
    expect(hider()(text)).toBe(hidden);
  });

  test('is no name that everybody has, that the lab itself uses, or that the student signs with', () => {
    const root = { home: '/root', user: 'root', host: 'localhost' };
    expect(findPersonal({ ...anna, identity: root, addresses: [] })).toEqual({
      'home-folder': [],
      'user-name': [],
      'host-name': [],
      'public-addresses': [],
    });
    const lab = { home: '/home/patroni', user: 'patroni', host: 'pg-master' };
    expect(findPersonal({ ...anna, identity: lab })).toMatchObject({ 'user-name': [], 'host-name': [] });
    const signed = { home: '/home/petrova', user: 'petrova', host: 'vm' };
    expect(findPersonal({ ...anna, identity: signed, author: 'Petrova Anna' })['user-name']).toEqual([]);
    expect(hider({ identity: { home: '/', user: '', host: '' } })('/home/x /')).toBe('/home/x /');
  });

  test('is left in where the student wants it, kind by kind', () => {
    const hide = createHider(soughtOf(findPersonal(anna), new Set(['home-folder', 'public-addresses'])));
    expect(hide('anna-book 93.184.216.34')).toBe('[машина] 93.184.216.34');
    expect(hide('cd /home/anna.petrova/lab')).toBe('cd /home/anna.petrova/lab');
    expect(hide('anna.petrova in /home/anna.petrova')).toBe('[пользователь] in /home/anna.petrova');
  });

  test('is hidden in a recording that shows it in pieces, and one without it stays as it is', async () => {
    const sought = soughtOf(findPersonal(anna), new Set());
    const head = '{"version":2,"width":80,"height":24,"env":{"SHELL":"/home/anna.petrova/bin/zsh"}}';
    const typed = Array.from('anna-book')
      .map((key, index) => `[${index}.000,"o",${JSON.stringify(key)}]\n`)
      .join('');
    const cast = `${head}\n${typed}[9.000,"o","lets\\r\\n"]\n[10.000,"m","▶ ls /home/anna.petrova"]\n[11.000,"o","anna-book"]\n`;
    const hidden = await hideInCast(cast, sought);
    expect(hidden).toBe(
      `${head.replace('/home/anna.petrova', '[дом]')}\n${typed}[9.000,"o","lets\\r\\n"]\n[10.000,"m","▶ ls [дом]"]\n[11.000,"o","[машина]"]\n`,
    );
    const other = '{"version":2,"width":80,"height":24}\n[0.1,"o","x"]\n';
    expect(await hideInCast(other, sought)).toBe(other);
  });
});
