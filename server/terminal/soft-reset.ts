import { notice } from '../recording/cut-mark.ts';

/** Takes back what a dead program may have set: alternate screen, mouse, paste and key modes, colours, hidden cursor. */
export const softReset = Buffer.from(
  '\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[?1l\x1b>\x1b[r\x1b[?25h\x1b[0m\r\n',
);

/** Stands where a shell ended because the process that owned its pty was killed. */
export const lostNotice = Buffer.from(
  notice('процесс терминалов аварийно завершился, команды прерваны; запись и журнал целы, ниже новая оболочка'),
);
