import { describe, expect, test } from 'vitest';
import { runCommand } from '../../../server/setup/command.ts';
import { waitFor } from '../../wait-for.ts';

// What lab-files/ and the pages rely on; true of the official images and of their stand-ins.

async function docker(...args: string[]): Promise<string> {
  const result = await runCommand('docker', args, { deadlineMs: 60_000 });
  if (result.code !== 0) throw new Error(`docker ${args.join(' ')}: ${result.stderr}`);
  return `${result.stdout}${result.stderr}`.trim();
}

async function start(image: string, ...command: string[]): Promise<{ id: string } & AsyncDisposable> {
  const id = (
    await docker(
      'run',
      '--detach',
      ...(image === 'postgres:15' ? ['--env', 'POSTGRES_PASSWORD=x'] : []),
      image,
      ...command,
    )
  ).slice(0, 64);
  return {
    id,
    [Symbol.asyncDispose]: async () => {
      await docker('rm', '--force', '--volumes', id);
    },
  };
}

describe('postgres:15', () => {
  test('has the user, the paths and the stop signal of the official image', async () => {
    expect(
      await docker('image', 'inspect', '--format', '{{.Config.StopSignal}} {{.Config.ExposedPorts}}', 'postgres:15'),
    ).toBe('SIGINT map[5432/tcp:{}]');
    const facts = await docker(
      'run',
      '--rm',
      'postgres:15',
      'bash',
      '-c',
      'id -u postgres; echo $PGDATA; initdb --version; locale -a',
    );
    expect(facts).toMatch(/^999\n\/var\/lib\/postgresql\/data\ninitdb \(PostgreSQL\) 15\./);
    expect(facts).toContain('en_US.utf8');
    await docker('run', '--rm', '--user', 'postgres', 'postgres:15', 'touch', '/var/run/postgresql/a-socket');
  });

  test('makes a database at its first start', async () => {
    await using container = await start('postgres:15');
    const rows = await waitFor(
      'PostgreSQL to answer over TCP',
      () =>
        docker(
          'exec',
          '--env',
          'PGPASSWORD=x',
          container.id,
          'psql',
          '-h',
          '127.0.0.1',
          '-U',
          'postgres',
          '-tAc',
          'select 6 * 7',
        ),
      { within: 60_000, every: 500 },
    );
    expect(rows).toBe('42');
  });
});

describe('zookeeper:3.9', () => {
  test('says where it listens, and of the four-letter words answers only srvr', async () => {
    await using container = await start('zookeeper:3.9');
    await waitFor(
      'the log line of the seed',
      async () => /binding to port .*2181/.test(await docker('logs', container.id)),
      {
        within: 60_000,
        every: 300,
      },
    );
    const ask = (word: string): Promise<string> =>
      docker('exec', container.id, 'bash', '-c', `exec 3<>/dev/tcp/127.0.0.1/2181; printf ${word} >&3; cat <&3`);
    // It listens a moment before it serves.
    await waitFor('its mode', async () => (await ask('srvr')).includes('Mode: standalone'), { every: 300 });
    expect(await ask('ruok')).toContain('not in the whitelist');
    expect(await docker('exec', container.id, 'id', '-u', 'zookeeper')).toBe('1000');
  });

  test('writes zoo.cfg from the variables of the official image', async () => {
    const variables = ['--env', 'ZOO_TICK_TIME=1500', '--env', 'ZOO_4LW_COMMANDS_WHITELIST=srvr,mntr'];
    const text = await docker('run', '--rm', ...variables, 'zookeeper:3.9', 'cat', '/conf/zoo.cfg');
    expect(text).toContain('tickTime=1500');
    expect(text).toContain('4lw.commands.whitelist=srvr,mntr');
  });
});

describe('haproxy:3.0', () => {
  test('runs as its own user and stops softly', async () => {
    expect(await docker('image', 'inspect', '--format', '{{.Config.StopSignal}} {{.Config.User}}', 'haproxy:3.0')).toBe(
      'SIGUSR1 haproxy',
    );
    expect(await docker('run', '--rm', 'haproxy:3.0', 'haproxy', '-v')).toContain('HAProxy version 3.0');
  });
});
