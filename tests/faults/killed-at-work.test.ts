import { expect, test } from 'vitest';
import { missesOf, runRounds } from './rounds/run-rounds.ts';
import { reportExport } from './victims/report-export.ts';
import { webServer } from './victims/web-server.ts';

test(
  'a killed web server loses nothing that it said was saved, and executes what was typed once',
  { timeout: 60_000 },
  async () => {
    expect(missesOf(await runRounds(webServer, { rounds: 5, lanes: 1 }))).toEqual([]);
  },
);

test('a killed export leaves no part of a report, and the run as it was', { timeout: 60_000 }, async () => {
  expect(missesOf(await runRounds(reportExport, { rounds: 3, lanes: 1 }))).toEqual([]);
});
