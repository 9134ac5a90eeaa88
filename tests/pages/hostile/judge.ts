import { parseBoolean, parseInteger, parseList, parseRecord, parseString } from '#protocol/parse.ts';
import { hostileMark } from '../../reports/hostile/vectors.ts';
import { waitFor } from '../../wait-for.ts';
import type { StaticHost } from '../../browser/static-site.ts';
import type { CatchAll } from './catch-all.ts';
import { callInPage, type DrivenPage } from './driven-page.ts';
import { findings, lookAtEverything, misbehave, noteTroubles, reviewIs } from './in-page.ts';

/** What a browser did when it was shown something of a stranger. */
export type Behaviour = {
  readonly ran: boolean;
  readonly dialog: string | null;
  /** Errors and broken policies. */
  readonly troubles: readonly string[];
  /** Addresses elsewhere that were asked for. */
  readonly elsewhere: readonly string[];
  /** What the site was asked for, besides its own scripts, styles, fonts and sign. */
  readonly here: readonly string[];
};

export type Verdict = Behaviour & {
  /** Reports that were opened and looked at. */
  readonly shown: number;
  /** What the page said of those that it did not open. */
  readonly refused: readonly string[];
};

export type JudgeOptions = { readonly page: DrivenPage; readonly host: StaticHost; readonly proxy: CatchAll };

const seconds = 60;

/** Brings files to the review, looks at all that it shows of them, and tells what happened. */
export async function judgeReports({ page, host, proxy }: JudgeOptions, files: readonly string[]): Promise<Verdict> {
  await page.open(`${host.url}/review/`);
  await callInPage(page, reviewIs, 'ready', 0, seconds);
  await callInPage(page, noteTroubles);
  const [askedHere, askedElsewhere] = [host.asked.length, proxy.asked.length];
  await page.chooseFiles('[data-part="chosen-files"]', files);
  await callInPage(page, reviewIs, 'settled', files.length, seconds);
  const looked = parseRecord(await callInPage(page, lookAtEverything, seconds), 'looked');
  return {
    shown: parseInteger(looked.shown, 'shown', 0, files.length),
    refused: parseList(looked.refused, 'refused', (words, at) => parseString(words, at)),
    ...(await conclude({ page, host, proxy }, askedHere, askedElsewhere)),
  };
}

/** Opens a page as it is, and tells what it did by itself, and what was noted when it was made to misbehave. */
export async function judgeCareless({ page, host, proxy }: JudgeOptions, path: string): Promise<Behaviour> {
  const [askedHere, askedElsewhere] = [host.asked.length, proxy.asked.length];
  await page.open(`${host.url}${path}`);
  await callInPage(page, noteTroubles);
  await callInPage(page, misbehave);
  const dialog = await waitFor('a dialog', () => page.dialog());
  await page.dismiss();
  return { ...(await conclude({ page, host, proxy }, askedHere, askedElsewhere)), dialog };
}

async function conclude(
  { page, host, proxy }: JudgeOptions,
  askedHere: number,
  askedElsewhere: number,
): Promise<Behaviour> {
  const dialog = await page.dialog();
  const found = parseRecord(await callInPage(page, findings, hostileMark), 'findings');
  const isOwn = (place: string) => place.startsWith('/assets/') || place === '/favicon.svg';
  return {
    ran: parseBoolean(found.ran, 'ran'),
    dialog,
    troubles: parseList(found.troubles, 'troubles', (words, at) => parseString(words, at)),
    elsewhere: proxy.asked.slice(askedElsewhere).filter((asked) => !isOf(asked, page.ownHosts)),
    here: host.asked.slice(askedHere).filter((place) => !isOwn(place)),
  };
}

/** Was the host, or one below it, asked for: with a whole address, or with the name and port that a tunnel leads to? */
function isOf(asked: string, hosts: readonly string[]): boolean {
  const { hostname } = new URL(asked.includes('://') ? asked : `https://${asked}`);
  return hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}
