import { delimiter } from 'node:path';

export type TerminalFiles = {
  /** The lab's own programs, put in front of PATH. */
  readonly bin: string;
  readonly shellHistory: string;
  readonly psqlHistory: string;
  readonly psqlrc: string;
  readonly passFile: string;
  /** The folder with all of these, for the container of the psql wrapper. */
  readonly dir: string;
};

/** Variables of the program that started the lab, which must not reach the shells. */
const dropped =
  /^(?:npm_.*|NODE|NODE_.*|INIT_CWD|LAB_.*|TMUX.*|STY|WINDOW|WINDOWID|TERMCAP|COLUMNS|LINES|PS1|PROMPT_COMMAND|ENV|BASH_ENV|VITEST.*|COLOR|FORCE_COLOR|NO_COLOR|CI)$/;

/**
 * The environment of a terminal's shell: the user's, without the traces of npm and of the server
 * (its token above all), in UTF-8, with the lab's psql and its files.
 */
export function terminalEnvironment(
  base: Readonly<Record<string, string>>,
  files: TerminalFiles,
  marker: string,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) if (!dropped.test(name)) environment[name] = value;
  return {
    ...environment,
    PATH: [files.bin, ...cleanPath(base.PATH ?? '/usr/local/bin:/usr/bin:/bin')].join(delimiter),
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    ...utf8(base),
    // A prompt at a click would be a trap: the password stands in a file of the run.
    PGPASSFILE: files.passFile,
    PSQLRC: files.psqlrc,
    PSQL_HISTORY: files.psqlHistory,
    LAB_BIN: files.bin,
    LAB_HISTORY: files.shellHistory,
    LAB_TERMINAL_DIR: files.dir,
    LAB_TERMINAL: marker,
  };
}

/** `npm start` puts folders of the project in front of PATH; a shell outside of it has none of them. */
function cleanPath(path: string): string[] {
  return path.split(delimiter).filter((folder) => !/node_modules[/\\]|node-gyp-bin/.test(folder) && folder !== '');
}

function utf8(base: Readonly<Record<string, string>>): Record<string, string> {
  const effective = base.LC_ALL || base.LC_CTYPE || base.LANG || '';
  if (/utf-?8/i.test(effective)) return {};
  return { LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
}
