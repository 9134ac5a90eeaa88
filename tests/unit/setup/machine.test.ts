import { describe, expect, test } from 'vitest';
import { asRoot, mayInstall, parseOsRelease } from '../../../server/setup/machine.ts';
import type { Machine } from '../../../server/setup/machine.ts';

const debian: Machine = {
  platform: 'linux',
  arch: 'x64',
  distribution: 'debian',
  codename: 'bookworm',
  version: 12,
  wsl: false,
  root: 'self',
  systemd: false,
};

describe('the machine', () => {
  test('reads os-release with and without quotes', () => {
    expect(
      parseOsRelease('ID=debian\nVERSION_ID="12"\n# comment\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'),
    ).toEqual({
      ID: 'debian',
      VERSION_ID: '12',
      PRETTY_NAME: 'Debian GNU/Linux 12 (bookworm)',
    });
  });

  test('is changed only on Debian and Ubuntu, as root, outside of WSL', () => {
    expect(mayInstall(debian)).toBe(true);
    expect(mayInstall({ ...debian, distribution: 'ubuntu', root: 'sudo' })).toBe(true);
    expect(mayInstall({ ...debian, root: 'none' })).toBe(false);
    expect(mayInstall({ ...debian, wsl: true })).toBe(false);
    expect(mayInstall({ ...debian, platform: 'darwin', distribution: 'other' })).toBe(false);
  });

  test('runs as root through sudo only where it must', () => {
    expect(asRoot(debian, ['apt-get', 'update'])).toEqual({ command: 'apt-get', args: ['update'] });
    expect(asRoot({ ...debian, root: 'sudo' }, ['apt-get', 'update'])).toEqual({
      command: 'sudo',
      args: ['-n', 'apt-get', 'update'],
    });
  });
});
