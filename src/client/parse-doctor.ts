import type { DoctorReport } from '#protocol/doctor.ts';
import { parseBoolean, parseList, parseOneOf, parseOptionalString, parseRecord, parseString } from '#protocol/parse.ts';

/** Reads the answer of `GET /api/doctor`. */
export function parseDoctorReport(value: unknown): DoctorReport {
  const raw = parseRecord(value, 'doctor');
  return {
    at: parseString(raw.at, 'doctor.at'),
    canRun: parseBoolean(raw.canRun, 'doctor.canRun'),
    lines: parseList(raw.lines, 'doctor.lines', (item, path) => {
      const line = parseRecord(item, path);
      return {
        id: parseString(line.id, `${path}.id`),
        state: parseOneOf(line.state, `${path}.state`, ['ok', 'warning', 'problem']),
        title: parseString(line.title, `${path}.title`),
        found: parseString(line.found, `${path}.found`),
        why: parseString(line.why, `${path}.why`),
        fix: parseOptionalString(line.fix, `${path}.fix`),
      };
    }),
  };
}
