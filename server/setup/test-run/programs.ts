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

/** The second shell that terminals know, which Debian does not have from the start. */
export const zsh: TestProgram = {
  name: 'zsh',
  package: 'zsh',
  variable: 'LAB_ZSH',
  places: ['/usr/bin/zsh', '/bin/zsh', '/usr/local/bin/zsh', '/opt/homebrew/bin/zsh'],
};
