import { describe, expect, test } from 'vitest';
import { engineAdvice, engineAdviceNote } from '../../../server/setup/engine/advice.ts';
import type { Machine } from '../../../server/setup/machine.ts';

const debian: Machine = {
  platform: 'linux',
  arch: 'x64',
  distribution: 'debian',
  codename: 'bookworm',
  version: 12,
  wsl: false,
  root: 'self',
  systemd: true,
};

describe('without an engine the set-up names the way to one', () => {
  test.each([
    ['Debian as root', debian, 'LAB_YES=1 npm start', ''],
    ['Debian without rights', { ...debian, root: 'none' }, 'sudo LAB_YES=1 npm start', 'root'],
    ['WSL2', { ...debian, wsl: true }, 'winget.exe install Docker.DockerDesktop', 'WSL integration'],
    ['macOS', { ...debian, platform: 'darwin', distribution: 'other' }, 'brew install', 'Docker Desktop'],
    ['another Linux', { ...debian, distribution: 'other' }, 'get.docker.com', ''],
  ] as const)('%s', (_, machine, command, note) => {
    expect(engineAdvice(machine)).toContain(command);
    expect(engineAdviceNote(machine)).toContain(note);
  });
});
