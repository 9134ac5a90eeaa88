import { describe, expect, test } from 'vitest';
import { copyBootstrap, runNode } from './bootstrap-copy.ts';

const buildSite = `
  import { buildSite } from './server/setup/bootstrap/site.mjs';
  await buildSite(process.execPath, process.env);
`;
// Stands for Astro: writes what it is told, slowly if told so, and counts its runs.
const builder = `
  import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
  const out = process.argv[process.argv.indexOf('--outDir') + 1];
  appendFileSync('builds.log', 'build\\n');
  mkdirSync(out, { recursive: true });
  const text = readFileSync('src/page.txt', 'utf8');
  writeFileSync(out + '/half.html', text);
  if (text === 'broken') process.exit(1);
  writeFileSync(out + '/index.html', text);
`;

describe('the bootstrap', () => {
  test('tells the contract of the environment without setting anything up', async () => {
    await using copy = await copyBootstrap();
    const { code, stdout } = await runNode(['server/setup/bootstrap.mjs', 'start', '--help'], copy.root);
    expect(code).toBe(0);
    for (const name of ['LAB_PORT', 'LAB_HOST', 'LAB_TOKEN', 'LAB_HOME', 'LAB_OPEN', 'LAB_YES', '/api/health']) {
      expect(stdout).toContain(name);
    }
  });

  test('names the commands it has when it is asked for another', async () => {
    await using copy = await copyBootstrap();
    const { code, stderr } = await runNode(['server/setup/bootstrap.mjs', 'strat'], copy.root);
    expect(code).toBe(1);
    expect(stderr).toContain('Нет команды «strat»');
    expect(stderr).toContain('start');
  });

  test('builds the site once, and again only after its sources change', async () => {
    await using copy = await copyBootstrap();
    await copy.write('node_modules/astro/bin/astro.mjs', builder);
    await copy.write('src/page.txt', 'one');
    await copy.run(buildSite);
    await copy.run(buildSite);
    expect(await copy.read('builds.log')).toBe('build\n');
    await copy.write('src/page.txt', 'two');
    await copy.run(buildSite);
    expect(await copy.read('builds.log')).toBe('build\nbuild\n');
    expect(await copy.read('dist/index.html')).toBe('two');
  });

  test('keeps the last whole site when a build breaks, and says why it broke', async () => {
    await using copy = await copyBootstrap();
    await copy.write('node_modules/astro/bin/astro.mjs', builder);
    await copy.write('src/page.txt', 'whole');
    await copy.run(buildSite);
    await copy.write('src/page.txt', 'broken');
    const { code, stderr } = await copy.run(buildSite);
    expect(code).not.toBe(0);
    expect(stderr).toContain('закончилась с кодом 1');
    expect(await copy.read('dist/index.html')).toBe('whole');
    expect(await copy.read('dist/half.html')).toBe('whole');
  });

  test('started twice at once builds once', async () => {
    await using copy = await copyBootstrap();
    await copy.write('node_modules/astro/bin/astro.mjs', builder);
    await copy.write('src/page.txt', 'one');
    const both = await Promise.all([copy.run(buildSite), copy.run(buildSite)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(await copy.read('builds.log')).toBe('build\n');
  });

  test('takes over the lock of a process that is gone', async () => {
    await using copy = await copyBootstrap();
    const gone = await copy.run('console.log(process.pid)');
    await copy.write('.lab/setup.lock', gone.stdout.trim());
    const { code, stdout } = await copy.run(`
      import { withSetupLock } from './server/setup/bootstrap/lock.mjs';
      console.log(await withSetupLock(async () => 'mine'));
    `);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'mine\n' });
    await expect(copy.read('.lab/setup.lock')).rejects.toThrow('ENOENT');
  });

  test('sees that the engine is away without waiting for it', async () => {
    await using copy = await copyBootstrap();
    const { stdout } = await copy.run(
      `
      import { looksReady } from './server/setup/bootstrap/ready.mjs';
      console.log(await looksReady());
    `,
      { ...process.env, DOCKER_HOST: `unix://${copy.root}/nobody.sock` },
    );
    expect(stdout).toBe('false\n');
  });

  test('takes dependencies that npm itself brought for what they are', async () => {
    await using copy = await copyBootstrap();
    const here = { version: '1.0.0', optional: true, os: [process.platform], cpu: [process.arch] };
    const elsewhere = { version: '1.0.0', optional: true, os: ['aix'], cpu: ['ppc64'] };
    const list = (packages: Record<string, object>): string => JSON.stringify({ packages });
    const bring = `
      import { bringDependencies } from './server/setup/bootstrap/dependencies.mjs';
      await bringDependencies({ node: process.execPath, npmScript: undefined, env: process.env });
    `;
    await copy.write('package-lock.json', list({ '': {}, a: { version: '1.2.3' }, here, elsewhere }));
    await copy.write('node_modules/.package-lock.json', list({ a: { version: '1.2.3' }, here }));
    expect(await copy.run(bring)).toEqual({ code: 0, stdout: '', stderr: '' });
    // npm is asked, and fails here because this lock file is no real one.
    await copy.write('node_modules/.package-lock.json', list({ a: { version: '1.2.3' } }));
    expect((await copy.run(bring)).stderr).toContain('npm ci');
    await copy.write('node_modules/.package-lock.json', list({ a: { version: '1.2.2' }, here }));
    expect((await copy.run(bring)).stderr).toContain('npm ci');
  });
});
