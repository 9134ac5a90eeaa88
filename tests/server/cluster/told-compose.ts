import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What Compose makes of the lab's own file, as far as it is looked at. */
const services = {
  'pg-master': node('pg-master', 0, '5433'),
  'pg-slave': node('pg-slave', 1, '5434'),
  zoo: {
    container_name: 'zoo',
    image: 'zookeeper:3.9',
    ports: [{ host_ip: '127.0.0.1', target: 2181, published: '2181' }],
  },
};

function node(name: string, number: number, published: string) {
  return {
    container_name: name,
    image: 'localhost/postgres:patroni',
    command: ['patroni', `/postgres${number}.yml`],
    expose: ['8008'],
    ports: [{ host_ip: '127.0.0.1', target: 5432, published }],
  };
}

/**
 * Puts a `docker` in `folder` that answers `docker compose config` as Compose does for the lab's own file, and refuses
 * all else: what is tested with it needs no plugin on this machine.
 * @returns the `PATH` that finds it first
 */
export async function tellCompose(folder: string): Promise<string> {
  const programs = path.join(folder, 'programs');
  await mkdir(programs);
  const program = path.join(programs, 'docker');
  const answer = JSON.stringify({ name: 'lab', services });
  await writeFile(
    program,
    `#!/bin/sh\n[ "$1 $2" = 'compose config' ] || exit 125\ncat <<'ANSWER'\n${answer}\nANSWER\n`,
  );
  await chmod(program, 0o755);
  return `${programs}${path.delimiter}${process.env.PATH ?? ''}`;
}
