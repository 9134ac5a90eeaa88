/** An address as the library takes it. */
export type EngineOptions = {
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: string;
  readonly protocol?: 'http';
};

/** How the engine is reached that `DOCKER_HOST` names; empty for this machine's own. */
export function engineOptions(host: string | null): EngineOptions {
  if (host === null || host === '') return {};
  if (host.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) };
  if (host.startsWith('npipe://')) return { socketPath: host.slice('npipe://'.length) };
  const plain = /^tcp:\/\/([^:/]+)(?::(\d+))?\/?$/.exec(host);
  // Over TLS or SSH the library finds its keys in the environment, where Docker's own client finds them.
  if (plain === null || plain[2] === '2376') return {};
  return { host: plain[1] ?? 'localhost', port: plain[2] ?? '2375', protocol: 'http' };
}
