import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { parseRecord, parseString } from '#protocol/parse.ts';
import { createGate } from './access.ts';
import { createApp, type LiveSite } from './app.ts';
import type { Config } from './config.ts';
import { configurationRoutes } from './configuration/routes.ts';
import { doctorRoutes } from './setup/doctor/routes.ts';
import { faultRoutes } from './faults/routes.ts';
import { healthRoutes } from './health.ts';
import { claimHome } from './home.ts';
import { journalRoutes } from './journal/routes.ts';
import { LabError } from './lab-error.ts';
import { isLoopback } from './listeners.ts';
import { ownerReplaced } from './start-notices.ts';
import { mountedRoutes, type MountedRoute } from './mounted-routes.ts';
import { createPtyOwner } from './pty-owner/pty-owner.ts';
import type { Ptys } from './terminal/pty.ts';
import { probeRoutes } from './probe/routes.ts';
import { recordingRoutes } from './recording/routes.ts';
import { openSigningKeys } from './report/bundle/signing-key.ts';
import { reportRoutes } from './report/routes.ts';
import { checkRoutes } from './run/check-routes.ts';
import { claimRoutes } from './run/claim-routes.ts';
import { openRun } from './run/open-run.ts';
import { readSteps } from './run/read-steps.ts';
import { runRoutes } from './run/routes.ts';
import { openRuns } from './run/runs.ts';
import { terminalRoutes } from './terminal/routes.ts';
import { createTerminalSocket } from './terminal/socket.ts';
import { createUpgradeListener } from './upgrade.ts';
import { workspaceRoutes } from './workspace/routes.ts';

/** A server that listens. */
export type LabServer = AsyncDisposable & {
  /** Without a trailing slash. */
  readonly url: string;
  /** The address with the token in its fragment, for the person who started it. */
  readonly entrance: string;
  /** The API as the router has it. */
  readonly routes: readonly MountedRoute[];
};

export type Overrides = {
  /** Where an unexpected error is told, once. */
  readonly report?: (error: unknown) => void;
  /** The built site, when it is not `dist` of the clone, or one that is being worked on. */
  readonly site?: string | LiveSite;
  /** Ptys of this process, which end with it: without them a process of their own has them. */
  readonly ptys?: Ptys;
};

/**
 * Puts the server together and starts it; disposing it closes the run with its shells.
 * @throws LabError when LAB_HOME or the port is not to be had
 */
export async function createLabServer(config: Config, overrides: Overrides = {}): Promise<LabServer> {
  const report = overrides.report ?? ((error: unknown) => console.error(error));
  await using starting = new AsyncDisposableStack();

  const home = starting.use(await claimHome(config.home));
  const keys = await openSigningKeys(config.home, config.workshopKey);
  const checkpointSecret = keys.installation.secret;
  const steps = await readSteps(path.join(config.root, 'src/content/steps'));
  const version = await readVersion(config.root);
  const instance = randomUUID();
  const owner = createPtyOwner({ home: config.home, replaced: () => console.warn(ownerReplaced) });
  starting.use(owner);
  const ptys = overrides.ptys ?? owner;
  const runs = starting.use(
    await openRuns({
      home: config.home,
      open: (name, directory) =>
        openRun({ ...name, directory, steps, config, version, ptys, checkpointSecret, report }),
    }),
  );

  // Shells of a run that has given way to another one while its server was killed.
  await owner.endUnclaimed();

  const server = createServer();
  starting.defer(() => close(server));
  const port = await listen(server, config);
  const gate = createGate({ port, token: config.token });
  const socket = createTerminalSocket({
    currentRun: runs.current,
    verifyToken: gate.verifyToken,
  });
  starting.defer(() => socket.dispose());
  runs.onReplaced(() => socket.disconnectAll());
  const routes = [
    ...healthRoutes({ instance, version }),
    ...runRoutes(runs),
    ...checkRoutes(runs.current),
    ...claimRoutes(runs.current),
    ...terminalRoutes(runs.current),
    ...recordingRoutes(() => runs.current().recordings),
    ...reportRoutes({ run: runs.current, keys, config, version }),
    ...workspaceRoutes(runs.current),
    ...journalRoutes(runs.current),
    ...probeRoutes(runs.current),
    ...faultRoutes(runs.current),
    ...configurationRoutes(() => runs.current().configuration),
    ...doctorRoutes(() => ({ labHome: config.home, project: runs.current().project })),
  ];
  const site = overrides.site ?? path.join(config.root, 'dist');
  const app = createApp({ gate, routes, site, report });
  const mounted = mountedRoutes(app, routes);
  server.on('request', app);
  const live = typeof site === 'string' ? {} : { takeOther: site.upgrade };
  server.on('upgrade', createUpgradeListener({ gate, take: socket.handleUpgrade, ...live, report }));

  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  await home.announce({ pid: process.pid, instance, url, token: config.token });

  const started = starting.move();
  return {
    url,
    entrance: `${url}/#token=${config.token}`,
    routes: mounted,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function listen(server: Server, { host, port }: Config): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new LabError(
      {
        code: 'port-taken',
        title: 'Порт занят',
        message: `Порт ${port} на ${host} занимает другая программа.`,
        hint: `Остановите её или задайте другой порт: LAB_PORT=${port + 1} npm start (LAB_PORT=0 — любой свободный).`,
        status: 500,
      },
      { cause: error },
    );
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  // A name such as `localhost` leads where this machine's tables say.
  if (!isLoopback(address.address)) {
    throw new LabError({
      code: 'wrong-configuration',
      title: 'Адрес открыт для чужих',
      message: `«${host}» на этой машине — ${address.address}, а это не адрес машины для неё самой.`,
      hint: 'Исправьте /etc/hosts или не задавайте LAB_HOST.',
      status: 500,
    });
  }
  return address.port;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function readVersion(root: string): Promise<string> {
  const manifest = parseRecord(JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')), 'package.json');
  return parseString(manifest.version, 'version');
}
