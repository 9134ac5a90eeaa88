import { parseInteger, parseList, parseRecord, parseString } from '#protocol/parse.ts';

/** What a pty is started with; `environment` is the whole environment, nothing is added to it. */
export type PtyOptions = {
  readonly file: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly columns: number;
  readonly rows: number;
};

/** Reads the options of a pty. */
export function parsePtyOptions(value: unknown): PtyOptions {
  const raw = parseRecord(value, 'options');
  const environment: Record<string, string> = {};
  for (const [name, text] of Object.entries(parseRecord(raw.environment, 'environment'))) {
    environment[name] = parseString(text, name, 1 << 20);
  }
  return {
    file: parseString(raw.file, 'file'),
    args: parseList(raw.args, 'args', (arg, path) => parseString(arg, path)),
    directory: parseString(raw.directory, 'directory'),
    environment,
    columns: parseInteger(raw.columns, 'columns', 1, 1_000),
    rows: parseInteger(raw.rows, 'rows', 1, 1_000),
  };
}
