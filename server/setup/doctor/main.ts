import { homedir } from 'node:os';
import path from 'node:path';
import { formatReport } from './format.ts';
import { runDoctor } from './run-doctor.ts';

const brief = process.argv.includes('--brief');
const labHome = path.resolve(process.env['LAB_HOME'] || path.join(homedir(), 'ha-postgres-lab-data'));
const report = await runDoctor({ labHome });
const text = formatReport(report, { brief });
// The brief form accompanies `npm start`, whose stdout belongs to the line with the address.
if (text !== '') (brief ? process.stderr : process.stdout).write(`${text}\n`);
if (!brief && !report.canRun) process.exitCode = 1;
