import { reasonOf } from './deadline.ts';

/** One line of HAProxy's statistics, by the names of its columns. */
export type StatisticsLine = Readonly<Record<string, string>>;

const deadline = 1_000;

/** Asks HAProxy for its statistics as CSV, or throws with the reason within a second. */
export async function readStatistics(where: {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly credentials: string | null;
}): Promise<readonly StatisticsLine[]> {
  const headers: Record<string, string> =
    where.credentials === null ? {} : { authorization: `Basic ${btoa(where.credentials)}` };
  let response: Response;
  try {
    response = await fetch(`http://${where.host}:${where.port}${where.path};csv`, {
      headers,
      signal: AbortSignal.timeout(deadline),
    });
  } catch (error) {
    throw new Error(`статистика на порту ${where.port} не отвечает: ${causeOf(error)}`, { cause: error });
  }
  const text = await response.text();
  if (!response.ok) throw new Error(`статистика на порту ${where.port} ответила ${response.status}`);
  const lines = parseStatistics(text);
  if (lines.length === 0) throw new Error(`на порту ${where.port} отвечает не статистика HAProxy`);
  return lines;
}

function causeOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `нет ответа за ${deadline} мс`;
  const reason = reasonOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
  if (/ECONNREFUSED/.test(reason)) return 'соединение не принято';
  return /ECONNRESET|other side closed/.test(reason) ? 'соединение оборвалось' : reason;
}

/** Reads the CSV: a head that begins with `# pxname`, then a line a proxy and server. */
export function parseStatistics(text: string): StatisticsLine[] {
  const [head = '', ...lines] = text.trim().split('\n');
  if (!head.startsWith('# pxname')) return [];
  const names = head.slice(2).split(',');
  return lines.map((line) => {
    const cells = splitCells(line);
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}

function splitCells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
