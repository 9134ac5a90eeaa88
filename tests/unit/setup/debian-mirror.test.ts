import { describe, expect, test } from 'vitest';
import { parseIndexTargets } from '../../../server/setup/debian-mirror.ts';

describe('the Debian mirror', () => {
  test("is the one that the machine's own apt uses", () => {
    const mirror = parseIndexTargets(
      [
        'Debian|bookworm|http://mirror.example/debian/',
        'Debian|bookworm-updates|http://mirror.example/debian/',
        'Debian|bookworm-security|http://mirror.example/security/',
      ].join('\n'),
    );
    expect(mirror).toEqual({ main: 'http://mirror.example/debian', security: 'http://mirror.example/security' });
  });

  test('has its security suite beside it when apt names none', () => {
    expect(parseIndexTargets('Debian|trixie|http://mirror.example/debian/\n')?.security).toBe(
      'http://mirror.example/debian-security',
    );
  });

  test('is none where apt has other sources only', () => {
    expect(parseIndexTargets('Ubuntu|noble|http://archive.example/ubuntu/\n|x|http://other.example/\n')).toBeNull();
  });
});
