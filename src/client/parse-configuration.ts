import {
  type ConfigurationPlace,
  type ConfigurationReport,
  type Mistake,
  fileKinds,
  fileStates,
  placeKinds,
  placeStates,
} from '#protocol/configuration.ts';
import { parseInteger, parseList, parseOneOf, parseOptionalString, parseRecord, parseString } from '#protocol/parse.ts';

/** Reads the answer of `GET /api/configuration`. */
export function parseConfigurationReport(value: unknown): ConfigurationReport {
  const raw = parseRecord(value, 'configuration');
  return {
    at: parseMoment(raw.at, 'configuration.at'),
    problems: parseList(raw.problems, 'configuration.problems', (item, path) => parseString(item, path)),
    files: parseList(raw.files, 'configuration.files', (item, path) => {
      const file = parseRecord(item, path);
      return {
        path: parseString(file.path, `${path}.path`),
        kind: parseOneOf(file.kind, `${path}.kind`, fileKinds),
        state: parseOneOf(file.state, `${path}.state`, fileStates),
        summary: parseString(file.summary, `${path}.summary`),
        places: parseList(file.places, `${path}.places`, parsePlace),
        reasons: parseList(file.reasons, `${path}.reasons`, (reason, at) => {
          const raw = parseRecord(reason, at);
          return {
            text: parseString(raw.text, `${at}.text`),
            commands: parseList(raw.commands, `${at}.commands`, (command, at) => parseString(command, at)),
          };
        }),
        mistakes: parseList(file.mistakes, `${path}.mistakes`, parseMistake),
      };
    }),
  };
}

function parsePlace(value: unknown, path: string): ConfigurationPlace {
  const raw = parseRecord(value, path);
  return {
    kind: parseOneOf(raw.kind, `${path}.kind`, placeKinds),
    owner: parseOptionalString(raw.owner, `${path}.owner`),
    state: parseOneOf(raw.state, `${path}.state`, placeStates),
    found: parseString(raw.found, `${path}.found`),
    since: raw.since === null ? null : parseMoment(raw.since, `${path}.since`),
    differences: parseList(raw.differences, `${path}.differences`, (item, at) => {
      const difference = parseRecord(item, at);
      return {
        where: parseString(difference.where, `${at}.where`),
        workspace: parseOptionalString(difference.workspace, `${at}.workspace`),
        here: parseOptionalString(difference.here, `${at}.here`),
      };
    }),
  };
}

function parseMistake(value: unknown, path: string): Mistake {
  const raw = parseRecord(value, path);
  return {
    id: parseString(raw.id, `${path}.id`),
    severity: parseOneOf(raw.severity, `${path}.severity`, ['mistake', 'advice']),
    file: parseString(raw.file, `${path}.file`),
    line: raw.line === null ? null : parseInteger(raw.line, `${path}.line`, 0, 10_000_000),
    what: parseString(raw.what, `${path}.what`),
    effect: parseString(raw.effect, `${path}.effect`),
    remedy: parseString(raw.remedy, `${path}.remedy`),
  };
}

/** File times have fractions of a millisecond. */
function parseMoment(value: unknown, path: string): number {
  return parseInteger(typeof value === 'number' ? Math.round(value) : value, path, 0, Number.MAX_SAFE_INTEGER);
}
