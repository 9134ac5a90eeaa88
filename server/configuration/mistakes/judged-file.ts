import type { FileKind, Mistake } from '#protocol/configuration.ts';

/** A lab file as the mistakes are looked for in it. */
export type JudgedFile = { readonly path: string; readonly kind: FileKind; readonly text: string };

/** A mistake before it knows its file; advice where nothing is wrong yet. */
export type Remark = Omit<Mistake, 'file' | 'severity'> & { readonly severity?: Mistake['severity'] };
