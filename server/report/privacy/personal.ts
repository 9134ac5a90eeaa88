import { type PersonalKind, personalKinds } from '#protocol/hidden-kinds.ts';
import type { Sought } from '../../recording/hidden.ts';
import type { Identity } from './identity.ts';

/** What of a report tells of the student's machine, by kind; a kind that tells nothing has no texts. */
export type Personal = Readonly<Record<PersonalKind, readonly string[]>>;

/** What stands in the place of each kind: short, so that lines of a terminal stay lines. */
export const personalMarks: Readonly<Record<PersonalKind, string>> = {
  'home-folder': '[дом]',
  'user-name': '[пользователь]',
  'host-name': '[машина]',
  'public-addresses': '[адрес]',
};

/** Names that half of all machines have, and words that the journal itself is written in. */
const common = new Set(
  [
    'root user users home admin administrator student docker podman vagrant ubuntu debian fedora centos alpine runner',
    'node localhost localdomain local host server client main page script shell sql command terminal file answer check',
    'fact fault watch witness probe observation author journal running ended interactive streaming stopped started',
  ].flatMap((words) => words.split(' ')),
);

/** Fewer letters stand everywhere. */
const leastName = 3;

export type PersonalOptions = {
  readonly identity: Identity;
  readonly addresses: Iterable<string>;
  /** The lab's own texts: a word of theirs tells of nobody, and a report without it would say nothing. */
  readonly lab: string;
  /** What the student signs the report with is told anyway. */
  readonly author: string;
};

/** Tells what must not leave the machine without the student's will. */
export function findPersonal({ identity, addresses, lab, author }: PersonalOptions): Personal {
  const ordinary = new Set([...common, ...wordsOf(lab), ...wordsOf(author)]);
  const isTelling = (name: string) => name.length >= leastName && !ordinary.has(name.toLowerCase());
  const home = identity.home.replace(/[/\\]+$/, '');
  const [short = ''] = identity.host.split('.');
  return {
    'home-folder': isTelling(home.split(/[/\\]/).at(-1) ?? '') ? [home] : [],
    'user-name': [identity.user].filter(isTelling),
    'host-name': [...new Set([identity.host, short])].filter(isTelling),
    'public-addresses': [...new Set(addresses)],
  };
}

/**
 * The same as texts to look for. What the student leaves in is found too and stays as it is: so the user's name is not
 * taken out of the folder that bears it.
 */
export function soughtOf(personal: Personal, kept: ReadonlySet<PersonalKind>): Sought[] {
  return personalKinds.flatMap((kind) =>
    personal[kind].map((text) => ({ text, instead: kept.has(kind) ? text : personalMarks[kind] })),
  );
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}_-]*/gu) ?? [];
}
