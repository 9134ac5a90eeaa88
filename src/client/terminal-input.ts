import { ask } from './ask.ts';
import { copyText, readClipboard } from './clipboard.ts';
import { needsConfirmation, preparePaste } from './paste.ts';
import { type Platform, createEscapeTwice, keyAction } from './terminal-keys.ts';
import type { XtermView } from './xterm-view.ts';

export type TerminalInputEvents = {
  readonly onSearch: () => void;
  readonly onLeave: () => void;
  /** Says in the terminal's frame what could not be done. */
  readonly onProblem: (text: string) => void;
  /** Something was typed or pasted that goes nowhere, because another tab drives. */
  readonly onRefusedKey: () => void;
};

/** Copying, pasting and the page's keys of one terminal. */
export type TerminalInput = {
  /** Takes a key event of xterm; false when the program shall not get it. */
  handleKey(event: KeyboardEvent): boolean;
};

/** Makes copy and paste in `host` work as people expect of a terminal. */
export function attachTerminalInput(
  host: HTMLElement,
  view: () => XtermView,
  platform: Platform,
  events: TerminalInputEvents,
): TerminalInput {
  const isSecondEscape = createEscapeTwice();

  async function copySelection(): Promise<void> {
    const { terminal } = view();
    const text = terminal.getSelection();
    if (text === '') return;
    if (await copyText(text)) terminal.clearSelection();
    else events.onProblem('Браузер не дал скопировать текст.');
  }

  async function paste(clipboard: string): Promise<void> {
    const { terminal } = view();
    if (terminal.options.disableStdin) return events.onRefusedKey();
    const prepared = preparePaste(clipboard);
    if (prepared.text === '') return;
    if (needsConfirmation(prepared)) {
      const atOnce = !terminal.modes.bracketedPasteMode;
      const agreed = await ask(host, {
        title: `Вставить ${linesText(prepared.lines.length)}?`,
        text: atOnce
          ? 'Каждая строка, кроме последней, выполнится сразу.'
          : 'Программа в терминале получит их вместе и подождёт Enter.',
        quoted: prepared.text,
        confirm: 'Вставить',
      });
      if (!agreed) return terminal.focus();
    }
    terminal.paste(prepared.text);
    terminal.focus();
  }

  async function pasteFromClipboard(): Promise<void> {
    const text = await readClipboard();
    if (text !== null) return paste(text);
    events.onProblem(`Браузер не дал прочитать буфер обмена. Вставить: ${platform === 'mac' ? '⌘V' : 'Ctrl+Shift+V'}.`);
  }

  // xterm's own listener would paste unseen; the capture phase comes before it.
  host.addEventListener(
    'paste',
    (event) => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      event.stopPropagation();
      if (text === '') return;
      event.preventDefault();
      void paste(text);
    },
    { capture: true },
  );

  host.addEventListener(
    'contextmenu',
    (event) => {
      if (event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      const { terminal } = view();
      if (terminal.hasSelection()) void copySelection();
      // A program that listens to the mouse has got the click already.
      else if (terminal.modes.mouseTrackingMode === 'none') void pasteFromClipboard();
    },
    { capture: true },
  );

  return {
    handleKey(event) {
      if (event.type !== 'keydown') return true;
      if (isSecondEscape(event)) {
        event.preventDefault();
        events.onLeave();
        return false;
      }
      switch (keyAction(event, { hasSelection: view().terminal.hasSelection(), platform })) {
        case 'copy':
          event.preventDefault();
          void copySelection();
          return false;
        case 'paste':
          // The browser itself pastes on these keys, and asks nobody's permission for it.
          return false;
        case 'search':
          event.preventDefault();
          events.onSearch();
          return false;
        case null:
          // The page's own keys (← → ?) must not hear what is typed in a terminal.
          event.stopPropagation();
          if (view().terminal.options.disableStdin && !isModifier(event)) events.onRefusedKey();
      }
      return true;
    },
  };
}

function isModifier({ key }: KeyboardEvent): boolean {
  return ['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'Tab'].includes(key);
}

/** «2 строки», «5 строк». */
export function linesText(count: number): string {
  const form = new Intl.PluralRules('ru').select(count);
  return `${count} ${form === 'one' ? 'строку' : form === 'few' ? 'строки' : 'строк'}`;
}
