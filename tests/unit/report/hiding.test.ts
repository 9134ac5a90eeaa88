import { describe, expect, test } from 'vitest';
import { createHider } from '../../../server/recording/hide-text.ts';
import { contentDisposition, reportFileName } from '../../../server/report/bundle/file-name.ts';
import { hideInEvent } from '../../../server/report/bundle/hide-event.ts';

const hide = createHider(['s3cret', 's3cret-longer', 'Иван Петров']);

describe('a text without its secrets', () => {
  test.each([
    ['has a mark where one stood', 'password: s3cret;', 'password: [скрыто];'],
    ['has one mark for the longer of two that begin alike', 's3cret-longer', '[скрыто]'],
    ['has none over line ends', 'Иван\r\n Петров и s3\ncret', '[скрыто] и [скрыто]'],
    ['has none between colours', 's3\u001b[31mcret', '[скрыто]\u001b[31m'],
    ['is the very same when there is nothing to hide', 'строка\n\tи ещё', 'строка\n\tи ещё'],
  ])('%s', (_, text, expected) => {
    expect(hide(text)).toBe(expected);
  });

  test('is the very same when there are no secrets', () => {
    expect(createHider([])('s3cret\n')).toBe('s3cret\n');
  });
});

describe('an event without its secrets', () => {
  test('keeps its text to the letter when there is nothing to hide', () => {
    const body = '{ "kind":"step-opened",  "step":"build" }';
    expect(hideInEvent(body, hide)).toBe(body);
  });

  test('loses them at any depth, and keeps its fields', () => {
    const body = JSON.stringify({ kind: 'fact', fact: 'x', detail: { password: 's3cret', other: 'x' } });
    expect(JSON.parse(hideInEvent(body, hide))).toEqual({
      kind: 'fact',
      fact: 'x',
      detail: { password: '[скрыто]', other: 'x' },
    });
  });

  test('that makes no sense without them says only that there was one', () => {
    const body = JSON.stringify({ kind: 'step-opened', step: 'build' });
    expect(hideInEvent(body, createHider(['build']))).toBe('{"kind":"hidden"}');
  });
});

describe('the name of a report’s file', () => {
  test.each([
    ['Ёлкина Анна', 'otchet-ha-postgres-elkina-anna.zip', 'otchet-ha-postgres-Ёлкина-Анна.zip'],
    ['', 'otchet-ha-postgres.zip', 'otchet-ha-postgres.zip'],
    ['../../etc/passwd', 'otchet-ha-postgres-etc-passwd.zip', 'otchet-ha-postgres-etc-passwd.zip'],
    ['"; rm -rf\r\nX: y', 'otchet-ha-postgres-rm-rf-x-y.zip', 'otchet-ha-postgres-rm-rf-X-y.zip'],
    ['李明', 'otchet-ha-postgres.zip', 'otchet-ha-postgres-李明.zip'],
  ])('of %s is safe everywhere', (author, ascii, unicode) => {
    expect(reportFileName(author)).toEqual({ ascii, unicode });
    expect(contentDisposition(author)).toMatch(/^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.%~!-]+$/);
  });
});
