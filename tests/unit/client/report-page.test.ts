import { describe, expect, it } from 'vitest';
import type { ClaimEvidence } from '#checks/claims/claim.ts';
import { hiddenText } from '../../../src/client/hide-text.ts';
import { fileNameOf } from '../../../src/client/report/download.ts';
import {
  answered,
  beginningOf,
  claimsText,
  inOrderOfSight,
  missingText,
} from '../../../src/client/report/report-view.ts';

const place = (label: string, recorded: boolean): ClaimEvidence => ({
  seq: 1,
  at: 1,
  label,
  recording: recorded ? { terminal: 'main', seconds: 1 } : null,
});

describe('what the report will say', () => {
  it('is counted, with a noun that fits', () => {
    expect(claimsText([{ state: 'shown' }, { state: 'not-shown' }])).toBe('Показано 1 из 2\u00A0утверждений');
    expect(claimsText(Array.from({ length: 21 }, () => ({ state: 'shown' as const })))).toBe(
      'Показано 21 из 21\u00A0утверждения',
    );
  });

  it('is led to by what can be seen first', () => {
    const places = inOrderOfSight([place('a', false), place('b', true), place('c', false), place('d', true)]);
    expect(places.map(({ label }) => label)).toEqual(['b', 'd', 'a', 'c']);
  });

  it('lacks a name and the answers that nobody wrote', () => {
    const answers = { expose: { text: 'Свой ответ', opened: true }, rebuild: { text: '  ', opened: false } };
    expect([...answered(['expose', 'rebuild', 'conclusion'], answers)]).toEqual(['expose']);
    expect(missingText({ author: null, answers }, ['expose', 'rebuild'])).toBe(
      'В отчёте пока не хватает имени и 1\u00A0ответа.',
    );
    const author = { name: 'Анна', group: '' };
    expect(missingText({ author, answers }, ['rebuild', 'conclusion'])).toBe(
      'В отчёте пока не хватает 2\u00A0ответов.',
    );
    expect(missingText({ author, answers }, ['expose'])).toBeNull();
  });

  it('shows an answer by its beginning', () => {
    expect(beginningOf(' одна\n\nфраза ')).toBe('одна фраза');
    expect(beginningOf('я'.repeat(300))).toHaveLength(140);
  });
});

describe('the name of the file', () => {
  it('is the one that the server gives, in its own letters', () => {
    const given = `attachment; filename="report.zip"; filename*=UTF-8''${encodeURIComponent('отчёт-Ёлкина.zip')}`;
    expect(fileNameOf(given)).toBe('отчёт-Ёлкина.zip');
    expect(fileNameOf('attachment; filename="report.zip"')).toBe('report.zip');
  });

  it.each([
    ['nothing', ''],
    ['half an escape', "attachment; filename*=UTF-8''%E0%A4"],
    ['only dots', 'attachment; filename="..."'],
  ])('is a plain one where the header has %s', (_, header) => {
    expect(fileNameOf(header)).toBe('report.zip');
  });

  it('leads nowhere and says what it is', () => {
    expect(fileNameOf(`attachment; filename*=UTF-8''${encodeURIComponent('../a\\b\u202Egpj.zip')}`)).toBe('abgpj.zip');
  });
});

it('says how many places were hidden, and that there were none', () => {
  expect(hiddenText(2)).toBe('Скрыто 2\u00A0места в записях.');
  expect(hiddenText(0)).toContain('не было');
});
