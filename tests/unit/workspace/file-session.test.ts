import { describe, expect, test } from 'vitest';
import {
  beginSession,
  isConflict,
  isGone,
  isUnsaved,
  keepMine,
  savedAs,
  seenOnDisk,
  takeDisk,
  typed,
} from '../../../src/elements/lab-file/file-session.ts';

const first = { text: 'port: 1\n', hash: 'a' };
const second = { text: 'port: 2\n', hash: 'b' };
const nothing = { text: '', hash: null };

describe('an edited file', () => {
  test('takes over what changed outside while nothing is unsaved', () => {
    const session = seenOnDisk(beginSession(first, null), second);
    expect(session.text).toBe('port: 2\n');
    expect([isUnsaved(session), isConflict(session)]).toEqual([false, false]);
  });

  test('keeps an unsaved text when the file changed outside, and says so', () => {
    const session = seenOnDisk(typed(beginSession(first, null), 'моё\n'), second);
    expect(session.text).toBe('моё\n');
    expect(isConflict(session)).toBe(true);
    expect(takeDisk(session)).toMatchObject({ text: 'port: 2\n', base: second });
    const mine = keepMine(session);
    expect([mine.text, mine.base.hash, isConflict(mine), isUnsaved(mine)]).toEqual(['моё\n', 'b', false, true]);
  });

  test('has no conflict when both sides wrote the same', () => {
    const session = seenOnDisk(typed(beginSession(first, null), 'port: 2\n'), second);
    expect([isUnsaved(session), isConflict(session)]).toEqual([false, false]);
  });

  test('stays unsaved in what was written while it was being saved', () => {
    const sent = typed(beginSession(first, null), 'port: 2\n');
    const session = savedAs(typed(sent, 'port: 23\n'), second);
    expect([session.text, isUnsaved(session), isConflict(session)]).toEqual(['port: 23\n', true, false]);
  });

  test('goes on with the draft of an earlier page, also over a file that changed meanwhile', () => {
    const draft = { text: 'моё\n', base: first };
    expect(isConflict(beginSession(first, draft))).toBe(false);
    expect(isConflict(beginSession(second, draft))).toBe(true);
    expect(isUnsaved(beginSession(first, { text: 'port: 1\n', base: second }))).toBe(false);
  });

  test('keeps its text when the file is taken away', () => {
    const session = seenOnDisk(beginSession(first, null), nothing);
    expect([session.text, isGone(session)]).toEqual(['port: 1\n', true]);
    expect(isUnsaved(keepMine(session))).toBe(true);
    expect(isGone(seenOnDisk(session, first))).toBe(false);
  });

  test('does not take other line breaks for a change', () => {
    const session = typed(beginSession({ text: 'a\r\nb\r\n', hash: 'c' }, null), 'a\nb\n');
    expect(isUnsaved(session)).toBe(false);
  });
});
