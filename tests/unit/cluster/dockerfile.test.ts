import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { endsWithRuns, firstDifference, parseDockerfile } from '../../../server/cluster/dockerfile.ts';

const text = `FROM postgres:15
# a comment
RUN apt-get update -y && \\
\tapt-get install -y curl
COPY postgres0.yml /postgres0.yml
ENV PATH="/opt/venv/bin:$PATH"
USER postgres
`;

const byClassicBuilder = [
  '/bin/sh -c apt-get update -y && \tapt-get install -y curl',
  '/bin/sh -c #(nop) COPY file:69fd in /postgres0.yml ',
  '/bin/sh -c #(nop)  ENV PATH=/opt/venv/bin:/usr/bin',
  '/bin/sh -c #(nop)  USER postgres',
  '/bin/sh -c #(nop)  LABEL com.docker.compose.image.builder=classic',
];

const byBuildKit = [
  'RUN /bin/sh -c apt-get update -y && \tapt-get install -y curl # buildkit',
  'COPY postgres0.yml /postgres0.yml # buildkit',
  'ENV PATH=/opt/venv/bin:/usr/bin',
  'USER postgres',
];

describe('parseDockerfile', () => {
  test("finds the files that the lab's own Dockerfile copies", async () => {
    const own = await readFile(new URL('../../../lab-files/Dockerfile', import.meta.url), 'utf8');
    expect(parseDockerfile(own)).toMatchObject({
      incomparable: false,
      copies: [
        { from: 'postgres0.yml', to: '/postgres0.yml' },
        { from: 'postgres1.yml', to: '/postgres1.yml' },
      ],
    });
  });

  test.each([
    ['COPY a.yml b.yml /etc/patroni/', ['/etc/patroni/a.yml', '/etc/patroni/b.yml']],
    ['COPY --chown=postgres:postgres ./conf/a.yml /a.yml', ['/a.yml']],
    ['COPY ["a.yml", "/a.yml"]', ['/a.yml']],
    ['COPY . /app', []],
    ['COPY postgres*.yml /', []],
  ])('%s', (line, places) => {
    expect(parseDockerfile(`FROM postgres:15\n${line}`).copies.map(({ to }) => to)).toEqual(places);
  });

  test('says when layers cannot be compared word by word', () => {
    expect(parseDockerfile('FROM a AS one\nFROM b').incomparable).toBe(true);
    expect(parseDockerfile('FROM a\nARG version\nRUN b').incomparable).toBe(true);
    expect(parseDockerfile('FROM a\nRUN <<EOT\nb\nEOT').incomparable).toBe(true);
  });
});

describe.each([
  ['the classic builder', byClassicBuilder],
  ['BuildKit', byBuildKit],
])('an image of %s', (_, history) => {
  test('is recognised as made by its Dockerfile', () => {
    expect(firstDifference(parseDockerfile(text), history)).toBeNull();
    expect(endsWithRuns(parseDockerfile(text), ['/bin/sh -c base', ...history])).toBe(true);
  });

  test('is not when an instruction was changed, added or removed since', () => {
    const changed = text.replace('curl', 'curl jq');
    expect(firstDifference(parseDockerfile(changed), history)).toMatchObject({ name: 'RUN' });
    expect(endsWithRuns(parseDockerfile(changed), history)).toBe(false);
    expect(firstDifference(parseDockerfile(`${text}RUN true\n`), history)).toEqual({ name: 'RUN', text: 'true' });
    expect(firstDifference(parseDockerfile(text.replace('USER postgres\n', '')), history)).toMatchObject({
      name: 'USER',
    });
  });

  test('still is after a change of comments and spacing', () => {
    const edited = text.replace('# a comment', '# another\n\n# and one more').replace('&& \\\n\t', '&& \\\n        ');
    expect(firstDifference(parseDockerfile(edited), history)).toBeNull();
  });
});
