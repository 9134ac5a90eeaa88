import { describe, expect, test } from 'vitest';
import { parseCommandRecord } from '#protocol/journal-parse.ts';
import { passwordsIn } from '../../../server/recording/secrets.ts';

/** What Patroni takes for a password where the file says nothing: it is the lab's own. */
const standard = 'postgres';

describe('passwords in a configuration file', () => {
  test.each([
    ['a plain value', 'password: s3cret # a comment', ['s3cret']],
    ['quotes', `password: "two words"\nPOSTGRES_PASSWORD: 'it is'`, ['two words', 'it is']],
    ['a variable of Compose', '- PATRONI_SUPERUSER_PASSWORD=s3cret', ['s3cret']],
    ['JSON', '{"password": "s3cret", "user": "me"}', ['s3cret']],
    ['a value that is to come from elsewhere', 'password: ${PGPASSWORD}', []],
    ['no value yet', 'password:\nusername: me', []],
    ['a method of pg_hba.conf', 'host all all all password\nhost all all all md5', []],
    ['too short to be told from text', 'password: abc', []],
  ])('%s', (_, text, expected) => {
    expect(passwordsIn(text).filter((password) => password !== standard)).toEqual(expected);
  });

  test('of a superuser are read as Patroni reads them', () => {
    const text = 'postgresql:\n  authentication:\n    superuser:\n      password: "s\\u00e9cret"\n';
    expect(passwordsIn(text)).toContain('sécret');
  });
});

describe("a command's place in its recording", () => {
  const record = { id: 'c', terminal: 'main', kind: 'shell', text: 'ls', state: 'running', startedAt: 1 };

  test('is read, and may be absent in journals that are older', () => {
    expect(parseCommandRecord({ ...record, recordedFrom: 12.5 }, 'command').recordedFrom).toBe(12.5);
    expect(parseCommandRecord(record, 'command')).not.toHaveProperty('recordedFrom');
  });

  test.each([-1, '12', Number.NaN, Infinity])('is refused when it is no number of seconds: %s', (recordedFrom) => {
    expect(() => parseCommandRecord({ ...record, recordedFrom }, 'command')).toThrow('command.recordedFrom');
  });
});
