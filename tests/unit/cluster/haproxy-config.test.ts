import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parseHaproxyConfig } from '../../../server/cluster/haproxy-config.ts';
import { parseStatistics } from '../../../server/cluster/haproxy.ts';

describe('parseHaproxyConfig', () => {
  test("reads the lab's own file", async () => {
    const text = await readFile(new URL('../../../lab-files/haproxy.cfg', import.meta.url), 'utf8');
    expect(parseHaproxyConfig(text)).toEqual({
      clientPort: 5432,
      statistics: { port: 7000, path: '/', credentials: null },
      check: { method: 'OPTIONS', path: '/primary' },
      timings: { inter: 3_000, fastInter: null, downInter: null, fall: 3, rise: 2, checkTimeout: 2_000 },
      servers: [
        { proxy: 'postgres', name: 'pg-master', host: 'pg-master' },
        { proxy: 'postgres', name: 'pg-slave', host: 'pg-slave' },
      ],
    });
  });

  test('reads frontend and backend apart, http-check send, and a password for the statistics', () => {
    const config = parseHaproxyConfig(`
frontend ft_pg # clients
    bind *:5000
    default_backend bk_pg
backend bk_pg
    option httpchk
    http-check send meth GET uri /leader
    server db_1 10.0.0.1:5432 check port 8008
frontend stats
    bind 0.0.0.0:8404
    stats enable
    stats uri /stats
    stats auth admin:secret`);
    expect(config).toMatchObject({
      clientPort: 5000,
      statistics: { port: 8404, path: '/stats', credentials: 'admin:secret' },
      check: { method: 'GET', path: '/leader' },
      servers: [{ name: 'db_1', host: '10.0.0.1' }],
    });
  });

  test.each([
    ['option httpchk', 'OPTIONS', '/'],
    ['option httpchk /replica', 'OPTIONS', '/replica'],
    ['option httpchk GET /patroni', 'GET', '/patroni'],
    [String.raw`option httpchk HEAD /primary HTTP/1.1\r\nHost:\ x`, 'HEAD', '/primary'],
  ])('takes «%s» as HAProxy does', (line, method, path) => {
    const config = parseHaproxyConfig(`listen pg\n bind :5432\n ${line}\n server a a:5432 check port 8008`);
    expect(config.check).toEqual({ method, path });
  });

  test.each([
    ['server a a:5432 check', '', { inter: 2_000, fall: 3, rise: 2, fastInter: null, downInter: null }],
    ['server a a:5432 check inter 500 fall 1', 'timeout check 1m', { inter: 500, fall: 1, checkTimeout: 60_000 }],
    [
      'default-server inter 1s fastinter 200ms\n server a a:5432 check downinter 4s rise 5',
      '',
      { inter: 1_000, fastInter: 200, downInter: 4_000, rise: 5, checkTimeout: null },
    ],
  ])('times the checks of «%s» as HAProxy does', (server, defaults, timings) => {
    const config = parseHaproxyConfig(`defaults\n ${defaults}\nlisten pg\n bind :5432\n ${server}`);
    expect(config.timings).toMatchObject(timings);
  });

  test('knows no timings of servers that are not checked', () => {
    expect(parseHaproxyConfig('listen pg\n bind :5432\n server a a:5432').timings).toBeNull();
  });

  test('finds no check and no statistics where there are none', () => {
    const config = parseHaproxyConfig('listen pg\n bind *:5432\n server a a:5432 check');
    expect(config).toMatchObject({ check: null, statistics: null });
  });
});

test('statistics are read by the names of their columns, quoted cells included', () => {
  const lines = parseStatistics('# pxname,svname,last_chk,status\npg,a,"Layer7, ""code"" 200",UP\npg,BACKEND,,UP\n');
  expect(lines).toEqual([
    { pxname: 'pg', svname: 'a', last_chk: 'Layer7, "code" 200', status: 'UP' },
    { pxname: 'pg', svname: 'BACKEND', last_chk: '', status: 'UP' },
  ]);
  expect(parseStatistics('<html>not statistics</html>')).toEqual([]);
});
