import { catLog } from './cat.ts';
import { echoBesideFlood, echoQuiet } from './echo.ts';
import { many } from './many.ts';
import { newTerminal } from './new-terminal.ts';
import { reattach } from './reattach.ts';
import type { Row } from './row.ts';
import { slowLine } from './slow-line.ts';
import { slowPage } from './slow-page.ts';
import { stages, stagesBesideFlood } from './stages.ts';
import { stoppedReader } from './stopped-reader.ts';

/** In the order of the table. */
export const allRows: readonly Row[] = [
  echoQuiet,
  echoBesideFlood,
  stages,
  stagesBesideFlood,
  slowLine,
  catLog,
  stoppedReader,
  slowPage,
  many,
  newTerminal,
  reattach,
];
