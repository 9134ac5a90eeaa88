import type { TerminalActivity } from '#protocol/terminal.ts';
import { connectToTerminal, type TerminalLink } from '../../../src/client/terminal-connection.ts';
import { processToken } from '../../server-process.ts';
import { waitFor } from '../../wait-for.ts';

/** A terminal of a page, by the page's own code: it comes back by itself when its server does. */
export type PageTerminal = Disposable & {
  readonly link: () => TerminalLink;
  readonly activity: () => TerminalActivity;
  /** What was drawn on the screen since it was empty, or since `forget`. */
  readonly text: () => string;
  readonly forget: () => void;
  readonly type: (text: string) => void;
  /** Asks for a new shell after the old one ended. */
  readonly restart: () => void;
  /** Waits until it is attached, at once where it was waiting to try again. */
  readonly attached: () => Promise<void>;
};

/** What a page writes before a whole screen. */
const emptyScreen = Buffer.from('\x1bc');

/** Opens a terminal of the lab at `url`. */
export function openPageTerminal(url: string, name: string): PageTerminal {
  let link: TerminalLink = 'connecting';
  let activity: TerminalActivity = { at: 'starting' };
  let text = '';
  const decoder = new TextDecoder();
  const connection = connectToTerminal({
    url: `${url.replace(/^http/, 'ws')}/api/terminals/${name}`,
    token: () => processToken,
    tab: 'a-page-of-the-tests',
    screen: {
      size: { columns: 80, rows: 24 },
      resize: () => undefined,
      write: (bytes, drawn) => {
        if (emptyScreen.equals(bytes)) text = '';
        else text += decoder.decode(bytes, { stream: true });
        drawn();
      },
    },
    onLink: (next) => {
      link = next;
    },
    onActivity: (next) => {
      activity = next;
    },
    onDriving: () => undefined,
    onReplayed: () => undefined,
  });
  return {
    link: () => link,
    activity: () => activity,
    text: () => text,
    forget: () => {
      text = '';
    },
    type: (typed) => connection.type(typed),
    restart: () => connection.restart(),
    attached: async () => {
      connection.hurry();
      await waitFor(`terminal ${name} to be attached`, () => link === 'attached', { within: 20_000 });
    },
    [Symbol.dispose]: () => connection.dispose(),
  };
}
