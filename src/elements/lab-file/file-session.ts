/** A text as it stands on disk; `hash` is null when there is no file. */
export type OnDisk = { readonly text: string; readonly hash: string | null };

/** A file that is being edited: what the reader sees, what it was written over, and what the disk has now. */
export type FileSession = { readonly text: string; readonly base: OnDisk; readonly disk: OnDisk };

/** A text that was not saved yet, as it is kept over reloads of the page. */
export type Draft = { readonly text: string; readonly base: OnDisk };

/** An editor keeps line breaks of one kind only, so texts are compared without them. */
export function withLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}

const isSameText = (one: string, other: string) => withLineFeeds(one) === withLineFeeds(other);

/** Begins with the file as it is on disk, and with the draft that an earlier page left, if any. */
export function beginSession(disk: OnDisk, draft: Draft | null): FileSession {
  if (draft === null || isSameText(draft.text, disk.text)) return { text: disk.text, base: disk, disk };
  return { text: draft.text, base: draft.base, disk };
}

/** Whether the reader wrote something that is not on disk. */
export function isUnsaved({ text, base }: FileSession): boolean {
  return !isSameText(text, base.text);
}

/** Whether the file was taken away while the reader looks at its text. */
export function isGone({ base, disk }: FileSession): boolean {
  return disk.hash === null && base.hash !== null;
}

/** Whether the disk has another text than the one that the reader's was written over. */
export function isConflict(session: FileSession): boolean {
  return isUnsaved(session) && session.disk.hash !== session.base.hash;
}

/** The reader wrote. */
export function typed(session: FileSession, text: string): FileSession {
  return { ...session, text };
}

/** The disk has this now; an unsaved text of the reader is never replaced. */
export function seenOnDisk(session: FileSession, disk: OnDisk): FileSession {
  // A file that is gone takes nothing from the reader's eyes.
  if (disk.hash === null) return { ...session, disk };
  if (!isUnsaved(session) || isSameText(session.text, disk.text)) return { text: disk.text, base: disk, disk };
  return { ...session, disk };
}

/** The server wrote `saved`; what the reader wrote meanwhile stays unsaved. */
export function savedAs(session: FileSession, saved: OnDisk): FileSession {
  return { ...session, base: saved, disk: saved };
}

/** The reader knows both texts and takes the one on disk. */
export function takeDisk({ disk }: FileSession): FileSession {
  return { text: disk.text, base: disk, disk };
}

/** The reader knows both texts and goes on with their own: the next save replaces what the disk has now. */
export function keepMine(session: FileSession): FileSession {
  return { ...session, base: session.disk };
}
