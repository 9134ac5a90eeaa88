import type { ConfiguredFile } from '#protocol/configuration.ts';

/** The sign and the words of a file's state. */
export const fileStates: Readonly<Record<ConfiguredFile['state'], { readonly mark: string; readonly word: string }>> = {
  same: { mark: 'done', word: 'везде одно и то же' },
  differs: { mark: 'unknown', word: 'работает другое' },
  idle: { mark: 'none', word: 'ещё не работает' },
  unknown: { mark: 'unknown', word: 'известно не всё' },
};
