import type { ClientOptions, Connection, TerminalClient } from '../client.ts';
import { openClient } from '../clients/open-client.ts';
import { memoryOf, type ServerProcess } from '../server-process.ts';

/** The names of columns of the table. */
export type TargetName = Connection['kind'];

/** A running server that is measured. */
export type Target = AsyncDisposable & {
  readonly name: TargetName;
  readonly connection: Connection;
  /** A fresh shell unless a terminal is named; over a slow line where its port is given. */
  open(options?: Partial<ClientOptions>, line?: number): TerminalClient;
  /** The name of a terminal that nobody has opened yet. */
  nextTerminal(): string;
  /** Bytes of the server's own processes. */
  memory(): Promise<number>;
};

/** Starts a server; a reason in words where it cannot be brought to this machine. */
export type StartTarget = (workplace: Workplace) => Promise<Target>;

/** What all servers of the benchmark are started in. */
export type Workplace = {
  readonly home: string;
  readonly cache: string;
  /** The environment of servers and shells. */
  readonly env: NodeJS.ProcessEnv;
};

/** What all shells of the benchmark are, where the server is not ours: ours brings its own. */
export const shell = ['bash', '-i'] as const;

/** Makes a target of a process that listens. */
export function makeTarget(connection: Connection, server: ServerProcess): Target {
  let opened = 0;
  const nextTerminal = () => `bench-${(opened += 1)}`;
  return {
    name: connection.kind,
    connection,
    nextTerminal,
    open: (options = {}, line = connection.port) =>
      openClient({ ...connection, line }, { terminal: nextTerminal(), ...options }),
    memory: () => memoryOf(server.pid),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
