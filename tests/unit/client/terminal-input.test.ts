import { describe, expect, it } from 'vitest';
import { createAcknowledgements } from '../../../src/client/acknowledgements.ts';
import { openableLink } from '../../../src/client/link.ts';
import { needsConfirmation, preparePaste } from '../../../src/client/paste.ts';
import { createEscapeTwice, type Key, keyAction } from '../../../src/client/terminal-keys.ts';
import { cleanTitle } from '../../../src/client/terminal-title.ts';
import { linesText } from '../../../src/client/terminal-input.ts';

describe('acknowledgements', () => {
  it('report the running total, and never leave a whole step unreported', () => {
    const reports: number[] = [];
    const acknowledgements = createAcknowledgements(100, (total) => reports.push(total));
    for (const bytes of [40, 40, 40, 10, 300]) acknowledgements.drawn(bytes);
    expect(reports).toEqual([120, 430]);
    acknowledgements.drawn(7);
    acknowledgements.flush();
    acknowledgements.flush();
    expect(reports).toEqual([120, 430, 437]);
  });
});

describe('a paste', () => {
  it('loses the end of bracketed paste that a page has hidden in it (T5)', () => {
    expect(preparePaste('echo a\u001b[201~\nrm -rf ~\n').text).toBe('echo a\nrm -rf ~');
  });

  it('loses control characters except the tab', () => {
    expect(preparePaste('a\tb\u0003c\u0000d\u007fe\u009bf').text).toBe('a\tbcdef');
  });

  it('does not run a single line by the line feed at its end', () => {
    const paste = preparePaste('docker compose ps\r\n');
    expect(paste.text).toBe('docker compose ps');
    expect(needsConfirmation(paste)).toBe(false);
  });

  it('asks before several lines', () => {
    const paste = preparePaste('cd /tmp\rls');
    expect(paste.lines).toEqual(['cd /tmp', 'ls']);
    expect(needsConfirmation(paste)).toBe(true);
  });

  it('names the lines in Russian', () => {
    expect([1, 2, 5, 21].map(linesText)).toEqual(['1 строку', '2 строки', '5 строк', '21 строку']);
  });
});

describe('the keys of a terminal', () => {
  const key = (code: string, ...modifiers: ('ctrl' | 'shift' | 'alt' | 'meta')[]): Key => ({
    code,
    key: '',
    ctrlKey: modifiers.includes('ctrl'),
    shiftKey: modifiers.includes('shift'),
    altKey: modifiers.includes('alt'),
    metaKey: modifiers.includes('meta'),
  });
  const selected = { hasSelection: true, platform: 'other' } as const;
  const nothing = { hasSelection: false, platform: 'other' } as const;

  it('copy what is selected with Ctrl+C, and interrupt without a selection', () => {
    expect(keyAction(key('KeyC', 'ctrl'), selected)).toBe('copy');
    expect(keyAction(key('KeyC', 'ctrl'), nothing)).toBeNull();
  });

  it('copy and paste with Ctrl+Shift+C, Ctrl+Shift+V, Ctrl+Insert and Shift+Insert', () => {
    expect(keyAction(key('KeyC', 'ctrl', 'shift'), nothing)).toBe('copy');
    expect(keyAction(key('KeyV', 'ctrl', 'shift'), nothing)).toBe('paste');
    expect(keyAction(key('Insert', 'ctrl'), nothing)).toBe('copy');
    expect(keyAction(key('Insert', 'shift'), nothing)).toBe('paste');
    expect(keyAction(key('Insert'), nothing)).toBeNull();
  });

  it('leave Ctrl+V to the shell except on Windows', () => {
    expect(keyAction(key('KeyV', 'ctrl'), nothing)).toBeNull();
    expect(keyAction(key('KeyV', 'ctrl'), { ...nothing, platform: 'windows' })).toBe('paste');
  });

  it('are the usual ones on a Mac, where Ctrl+C always interrupts', () => {
    const mac = { hasSelection: true, platform: 'mac' } as const;
    expect(keyAction(key('KeyC', 'meta'), mac)).toBe('copy');
    expect(keyAction(key('KeyV', 'meta'), mac)).toBe('paste');
    expect(keyAction(key('KeyC', 'ctrl'), { ...mac, hasSelection: false })).toBeNull();
  });

  it('leave the terminal with Esc Esc, while a single Esc goes through', () => {
    const isSecond = createEscapeTwice();
    const press = (name: string, timeStamp: number, repeat = false) => isSecond({ key: name, timeStamp, repeat });
    expect(press('Escape', 0)).toBe(false);
    expect(press('Escape', 1_000)).toBe(false);
    expect(press('j', 1_100)).toBe(false);
    expect(press('Escape', 1_200)).toBe(false);
    expect(press('Escape', 1_300, true)).toBe(false);
    expect(press('Escape', 1_400)).toBe(true);
  });
});

describe('what programs say of themselves', () => {
  it('has no control or direction marks and at most 256 characters (T3)', () => {
    expect(cleanTitle('vim\u0007 \u202efile\u001b[0m')).toBe('vim file[0m');
    expect(cleanTitle('я'.repeat(1_000))).toHaveLength(256);
  });

  it('opens http and https links only (T4)', () => {
    expect(openableLink('https://patroni.readthedocs.io/')?.hostname).toBe('patroni.readthedocs.io');
    for (const address of ['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'nonsense']) {
      expect(openableLink(address)).toBeNull();
    }
  });
});
