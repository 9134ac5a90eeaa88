import type { TestProgram } from './program.ts';

/** The browser of tests/browser. */
export const chromium: TestProgram = {
  name: 'Chromium',
  package: 'chromium',
  variable: 'LAB_CHROMIUM',
  places: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  hint: 'в Ubuntu это snap',
};

/** The player that recordings are tested with. */
export const asciinema: TestProgram = {
  name: 'asciinema',
  package: 'asciinema',
  variable: 'LAB_ASCIINEMA',
  places: ['/usr/bin/asciinema', '/usr/local/bin/asciinema', '/opt/homebrew/bin/asciinema'],
};

/** One of the other browsers that hostile reports are tried in. Ubuntu's own is a snap, which sees no profile of a test. */
export const firefox: TestProgram = {
  name: 'Firefox',
  package: 'firefox-esr',
  variable: 'LAB_FIREFOX',
  places: ['/usr/bin/firefox-esr', '/usr/lib/firefox/firefox'],
};

/** The driver of the third browser; WebKit itself comes with it. */
export const webKitDriver: TestProgram = {
  name: 'WebKit',
  package: 'webkit2gtk-driver',
  variable: 'LAB_WEBKIT_DRIVER',
  places: ['/usr/bin/WebKitWebDriver'],
};

/** The display that WebKit needs. */
export const xvfb: TestProgram = {
  name: 'Xvfb',
  package: 'xvfb',
  variable: 'LAB_XVFB',
  places: ['/usr/bin/Xvfb'],
};

/** Sets the clock that one process sees, so that the machine's own stays as it is. */
export const faketime: TestProgram = {
  name: 'libfaketime',
  package: 'libfaketime',
  variable: 'LAB_FAKETIME',
  places: ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`),
};

/** The second shell that terminals know, which Debian does not have from the start. */
export const zsh: TestProgram = {
  name: 'zsh',
  package: 'zsh',
  variable: 'LAB_ZSH',
  places: ['/usr/bin/zsh', '/bin/zsh', '/usr/local/bin/zsh', '/opt/homebrew/bin/zsh'],
};
