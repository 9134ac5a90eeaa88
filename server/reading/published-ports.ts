import { parse } from 'yaml';
import { parseList, parseRecord, parseString } from '#protocol/parse.ts';

const postgres = '5432';

/** The port of this machine behind which each container's PostgreSQL is reached, by the container's name. */
export function publishedPorts(composeFile: string): ReadonlyMap<string, string> {
  const content: unknown = parse(composeFile);
  const services = Object.entries(parseRecord(parseRecord(content, 'compose').services, 'services'));
  return new Map(
    services.flatMap(([name, service]) => {
      const raw = parseRecord(service, name);
      const container = typeof raw.container_name === 'string' ? raw.container_name : name;
      const ports = parseList(raw.ports, `${name}.ports`, (port, path) => parseString(port, path).split(':'));
      return ports.flatMap((port) => (port.at(-1) === postgres ? [[container, port.at(-2) ?? postgres] as const] : []));
    }),
  );
}
