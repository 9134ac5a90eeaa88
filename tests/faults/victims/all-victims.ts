import type { Victim } from '../rounds/victim.ts';
import { journalWriter } from './journal-writer.ts';
import { recorder } from './recorder.ts';
import { ptyOwner } from './pty-owner.ts';
import { reportExport } from './report-export.ts';
import { webServer } from './web-server.ts';
import { workspaceSaver } from './workspace-saver.ts';

/** Every process that writes a run. */
export const victims: readonly Victim[] = [webServer, ptyOwner, journalWriter, workspaceSaver, recorder, reportExport];
