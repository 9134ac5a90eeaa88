import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';
import { LabError } from './lab-error.ts';

/** Everything that the environment decides; see `npm start -- --help`. */
export type Config = {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  readonly token: string;
  /** Under 128 bits even if it were random; whoever chose it is told. */
  readonly isTokenShort: boolean;
  /** State and workspaces. */
  readonly home: string;
  /** The file of a workshop's signing key; null without a workshop. */
  readonly workshopKey: string | null;
  readonly openBrowser: boolean;
  /** The environment that shells and Docker's clients inherit, without the lab's own secrets. */
  readonly inherited: Readonly<Record<string, string>>;
  /** The clone: where `lab-files`, `dist` and `src/content` stand. */
  readonly root: string;
};

type Environment = Readonly<Record<string, string | undefined>>;

const loopback = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/;

/**
 * Reads the lab's configuration from an environment.
 * @throws LabError naming the variable that is wrong
 */
export function readConfig(environment: Environment, root: string): Config {
  const token = readToken(environment.LAB_TOKEN);
  return {
    host: readHost(environment.LAB_HOST),
    port: readPort(environment.LAB_PORT),
    token,
    isTokenShort: token.length < 22,
    home: path.resolve(environment.LAB_HOME || path.join(homedir(), 'ha-postgres-lab-data')),
    workshopKey: environment.LAB_WORKSHOP_KEY ? path.resolve(environment.LAB_WORKSHOP_KEY) : null,
    openBrowser: environment.LAB_OPEN !== '0' && environment.CI !== 'true',
    inherited: inheritable(environment, root),
    root,
  };
}

function readHost(value: string | undefined): string {
  const host = value || '127.0.0.1';
  if (!loopback.test(host)) {
    throw wrong(
      'LAB_HOST',
      `«${host}» — не адрес этой машины для неё самой.`,
      'Терминалы лаборатории дают полный доступ к машине, поэтому сервер слушает только 127.0.0.1, ::1 или localhost.',
    );
  }
  return host;
}

function readPort(value: string | undefined): number {
  if (value === undefined || value === '') return 4321;
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) {
    throw wrong('LAB_PORT', `«${value}» — не номер порта.`, 'Задайте число от 0 до 65535; 0 — любой свободный порт.');
  }
  return port;
}

function readToken(value: string | undefined): string {
  if (value === undefined || value === '') return randomBytes(32).toString('base64url');
  if (!/^[\w~.+/=-]{1,512}$/.test(value)) {
    throw wrong(
      'LAB_TOKEN',
      'Токен должен состоять из 1–512 латинских букв, цифр и знаков «-._~+/=».',
      'Не задавайте LAB_TOKEN, и сервер придумает токен сам.',
    );
  }
  return value;
}

function inheritable(environment: Environment, root: string): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    // npm's own variables would make a shell behave as if it were run by npm; the token must not reach recordings,
    // nor a student's shell a workshop's key.
    const isOurs =
      name === 'LAB_TOKEN' ||
      name === 'LAB_WORKSHOP_KEY' ||
      // The bootstrap's cache of our own code: a student's programs do not belong there.
      (name === 'NODE_COMPILE_CACHE' && value?.startsWith(path.join(root, '.lab')));
    if (value !== undefined && !isOurs && !/^(?:npm_|VITEST|NODE_ENV$)/.test(name)) kept[name] = value;
  }
  return kept;
}

function wrong(name: string, message: string, hint: string): LabError {
  return new LabError({ code: 'wrong-configuration', title: `Неверное значение ${name}`, message, hint, status: 500 });
}
