import { WebSocket } from 'ws';

/** A browser's WebSocket: it names the page's origin, which Node's own does not. */
class PageSocket extends WebSocket {
  constructor(url: string, protocol: string) {
    super(url, protocol, { origin: new URL(url).origin.replace(/^ws/, 'http') });
    // `close` follows, as in a browser; without a listener Node would end the process.
    this.on('error', () => undefined);
  }
}

/** Gives this process what the page's own code for terminals expects of a browser. */
export function actAsBrowser(): void {
  const nothing = () => undefined;
  Object.assign(globalThis, { WebSocket: PageSocket, addEventListener: nothing, removeEventListener: nothing });
}
