import { createTurns } from '../bundle/turns.ts';
import { publicAddressesIn } from './public-addresses.ts';
import { linesOf, outputOf } from './shown-by.ts';

export type AddressSources = {
  /** The bodies of events, as JSON. */
  readonly bodies: Iterable<string>;
  readonly casts: Iterable<string>;
  /** Texts of files and outputs. */
  readonly texts: Iterable<string>;
};

/** Every address of a machine in the internet that stands in what a report would carry. */
export async function findAddresses({ bodies, casts, texts }: AddressSources): Promise<ReadonlySet<string>> {
  const takeTurns = createTurns();
  const found = new Set<string>();
  const look = async (text: string) => {
    for (const address of publicAddressesIn(text)) found.add(address);
    await takeTurns();
  };
  for (const body of bodies) {
    // What is spelled with an escape stands beside letters that are none.
    if (!body.includes('\\')) await look(body);
    else for (const text of textsIn(JSON.parse(body))) await look(text);
  }
  for (const cast of casts) for (const line of linesOf(outputOf(cast))) await look(line);
  for (const text of texts) for (const line of linesOf(text)) await look(line);
  return found;
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield* linesOf(value);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) yield* textsIn(item);
}
