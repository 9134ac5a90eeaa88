import { describe, expect, it } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { claimHome } from '../../server/home.ts';

const root = '/clone';

describe('the configuration', () => {
  it('has the defaults of the contract', () => {
    expect(readConfig({}, root)).toMatchObject({ host: '127.0.0.1', port: 4321, openBrowser: true, root });
  });

  it('makes a token of 256 bits, another one at each start', () => {
    const [one, other] = [readConfig({}, root).token, readConfig({}, root).token];
    expect(Buffer.from(one, 'base64url')).toHaveLength(32);
    expect(one).not.toBe(other);
  });

  it('takes 0 for any free port, and another home', () => {
    expect(readConfig({ LAB_PORT: '0', LAB_HOME: '/data', LAB_OPEN: '0' }, root)).toMatchObject({
      port: 0,
      home: '/data',
      openBrowser: false,
    });
  });

  it('passes the environment on without the token and npm’s own variables', () => {
    const { inherited } = readConfig({ LAB_TOKEN: 'a-token', npm_config_x: '1', DOCKER_HOST: 'unix:///d' }, root);
    expect(inherited).toEqual({ DOCKER_HOST: 'unix:///d' });
  });

  it('keeps the cache of its own code to itself, and leaves a cache of the person’s own alone', () => {
    const cacheOf = (NODE_COMPILE_CACHE: string) => readConfig({ NODE_COMPILE_CACHE }, root).inherited;
    expect(cacheOf(`${root}/.lab/compile-cache`)).toEqual({});
    expect(cacheOf('/tmp/own')).toEqual({ NODE_COMPILE_CACHE: '/tmp/own' });
  });

  it.each([
    ['LAB_PORT', 'many'],
    ['LAB_PORT', '65536'],
    ['LAB_PORT', '-1'],
    ['LAB_HOST', '0.0.0.0'],
    ['LAB_HOST', '192.0.2.1'],
    ['LAB_TOKEN', 'x y'],
  ])('refuses %s=%s by name', (name, value) => {
    expect(() => readConfig({ [name]: value }, root)).toThrow(
      expect.objectContaining({ code: 'wrong-configuration', title: `Неверное значение ${name}` }),
    );
  });
});

it('a LAB_HOME that cannot be written is refused with its name', async () => {
  await expect(claimHome('/dev/null/lab')).rejects.toMatchObject({
    code: 'home-unusable',
    message: expect.stringContaining('/dev/null/lab'),
  });
});
