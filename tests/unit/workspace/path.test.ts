import { describe, expect, test } from 'vitest';
import { foldName, parseNames, parseWorkspacePath } from '../../../server/workspace/path.ts';

describe('parseWorkspacePath', () => {
  test.each(['docker-compose.yml', '.env', '.dockerignore', 'conf/haproxy.cfg', 'a/b/c/d.txt', 'Мой файл (2).yml'])(
    'reads %s',
    (path) => {
      expect(parseWorkspacePath(path).join('/')).toBe(path);
    },
  );

  test.each([
    ['F1 parent', '../lab-evil/x'],
    ['F1 parent inside', 'conf/../../x'],
    ['F1 parent at the end', 'conf/..'],
    ['F1 the folder itself', '.'],
    ['F1 encoded parent', '%2e%2e/x'],
    ['F1 backslashes', '..\\x'],
    ['F1 backslash inside', 'conf\\x'],
    ['F1 NUL', 'haproxy.cfg\0.png'],
    ['F1 absolute', '/etc/passwd'],
    ['F1 UNC', '\\\\server\\share\\x'],
    ['F1 UNC with slashes', '//server/share/x'],
    ['F1 drive letter', 'C:/x'],
    ['F1 drive-relative', 'C:x'],
    ['F1 alternate data stream', 'haproxy.cfg::$DATA'],
    ['F1 device name of Windows', 'conf/NUL.yml'],
    ['F1 home', '~/x'],
    ['nothing', ''],
    ['a trailing slash', 'conf/'],
    ['too deep', 'a/b/c/d/e'],
    ['a name of 256 bytes', 'я'.repeat(128)],
    ['a line feed', 'a\nb'],
    ['a bidi control', 'a\u202Eb'],
    ['a trailing dot', 'Dockerfile.'],
    ['a trailing space', 'Dockerfile '],
    ['F6 decomposed letters', 'и\u0306.yml'],
  ])('refuses %s', (_what, path) => {
    expect(() => parseWorkspacePath(path)).toThrow('Лаборатория открывает только файлы рабочей папки');
  });

  test('F1 refuses a slash that was hidden inside a name', () => {
    expect(() => parseNames(['conf/x'])).toThrow('Лаборатория открывает только файлы рабочей папки');
  });
});

test('F6 foldName gives one key to names that some disks take for one', () => {
  expect(foldName('DOCKERFILE')).toBe(foldName('Dockerfile'));
  expect(foldName('ФАЙЛ.yml')).toBe(foldName('файл.YML'));
  expect(foldName('straße')).toBe(foldName('STRASSE'));
});
