import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parsePatroniConfig } from '../cluster/patroni-config.ts';
import { LabError } from '../lab-error.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What must not stand in recordings. What was a secret stays one when the file that said it has changed. */
export type Secrets = Disposable & {
  readonly all: () => readonly string[];
  /** Reads a text that a file had earlier: its passwords are secrets too. */
  learn(path: string, text: string): void;
  /** Tells those that become known later: what was recorded until then may hold them. */
  onNew(listener: (secrets: readonly string[]) => void): Disposable;
};

export type SecretsOptions = {
  readonly workspace: Pick<Workspace, 'list' | 'read' | 'onChange'>;
  /** The lab's own `lab-files/`. */
  readonly originals: string;
  readonly token: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly report: (error: unknown) => void;
};

/** Shorter ones can't be told from ordinary text, and are found within seconds anyway. */
const leastPassword = 4;
const leastVariable = 8;
const secretVariable = /(?:PASSWORD|PASSWD|PASSPHRASE|TOKEN|SECRET|_KEY)$/i;
const configFile = /(?:\.ya?ml|\.env|\.conf|\.cfg|pgpass)$/i;
/** `password: x`, `"PGPASSWORD": "x"`, `- POSTGRES_PASSWORD=x`. */
const assignment = /(?:password|passwd)["']?[ \t]*[:=][ \t]*(?:"([^"\n]+)"|'([^'\n]+)'|([^\s#,}"']+))/gi;

/**
 * Collects what must not be recorded: the server's token, passwords in the workspace's configuration files and in the
 * environment. A password that stands anywhere in the lab's own files is none: everybody has them, and it is a user's
 * name and an image's as well (`postgres`), so that a recording without the word would say nothing. That holds for a part
 * of such a word too, which a password is for a moment while it is edited.
 */
export async function keepSecrets(options: SecretsOptions): Promise<Secrets> {
  const { workspace, originals, token, environment, report } = options;
  const known = new Set<string>();
  const listeners = new Set<(secrets: readonly string[]) => void>();
  const published = await publishedText(originals);

  const add = (texts: Iterable<string>) => {
    const fresh = [...texts].flatMap(spellings).filter((text) => !known.has(text) && !published.includes(text));
    for (const text of fresh) known.add(text);
    if (fresh.length > 0) for (const listener of listeners) listener(fresh);
  };
  const learn = (file: string, text: string) => {
    if (configFile.test(file)) add(passwordsIn(text));
  };
  const readConfig = async (file: string) => {
    if (!configFile.test(file)) return;
    try {
      learn(file, (await workspace.read(file)).text);
    } catch (error) {
      // It is gone again, or is no text.
      if (!(error instanceof LabError)) throw error;
    }
  };

  // The token is one whatever it looks like, unless somebody chose a letter for it.
  if (token.length >= leastPassword) for (const text of spellings(token)) known.add(text);
  add(Object.entries(environment).flatMap(([name, value]) => (isSecret(name, value) ? [value] : [])));
  for (const { path: file } of await workspace.list()) await readConfig(file);
  const watch = workspace.onChange((file) => {
    readConfig(file).catch(report);
  });

  return {
    all: () => [...known],
    learn,
    onNew: (listener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    [Symbol.dispose]: () => watch[Symbol.dispose](),
  };
}

/** The passwords that a configuration file sets. */
export function passwordsIn(text: string): string[] {
  // Most files that are saved set none, and reading YAML takes its time.
  if (!/passw/i.test(text)) return [];
  const passwords = [...text.matchAll(assignment)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
  // As Patroni reads it: a YAML string may be spelled with escapes.
  passwords.push(parsePatroniConfig(text, {}).password);
  return passwords.filter((password) => password.length >= leastPassword && !password.startsWith('$'));
}

async function publishedText(originals: string): Promise<string> {
  const files = await readdir(originals, { recursive: true });
  const texts = files
    .filter((file) => configFile.test(file))
    .map((file) => readFile(path.join(originals, file), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}

function isSecret(name: string, value: string): boolean {
  return value.length >= (name === 'PGPASSWORD' ? leastPassword : leastVariable) && secretVariable.test(name);
}

/** As it is, and as it stands in an address. */
function spellings(secret: string): string[] {
  const inAddress = encodeURIComponent(secret);
  return inAddress === secret ? [secret] : [secret, inAddress];
}
