/** The most files that a dropped folder may bring. */
const most = 2_000;

/** The files of a drop, and how many of its folders' files were not wanted. */
export type DroppedFiles = { readonly files: readonly File[]; readonly passedOver: number };

type Found = { readonly files: File[]; passedOver: number };

/** The files of a drop, those in folders included where the browser tells them. */
export async function filesOfDrop(transfer: DataTransfer, wanted: (file: File) => boolean): Promise<DroppedFiles> {
  // Both lists are gone once the event has ended.
  const plain = [...transfer.files];
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  if (!entries.some((entry) => entry?.isDirectory === true)) return { files: plain, passedOver: 0 };
  const found: Found = { files: [], passedOver: 0 };
  for (const entry of entries) await gather(entry, found, wanted, true);
  return found;
}

async function gather(
  entry: FileSystemEntry | null,
  found: Found,
  wanted: (file: File) => boolean,
  byItself: boolean,
): Promise<void> {
  if (entry === null || found.files.length >= most) return;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, reject);
    });
    if (byItself || wanted(file)) found.files.push(file);
    else found.passedOver += 1;
  } else if (isDirectory(entry)) {
    const reader = entry.createReader();
    for (;;) {
      // A reader hands out a hundred at a time, and nothing at the end.
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
        reader.readEntries(resolve, reject);
      });
      if (some.length === 0) return;
      for (const inner of some) await gather(inner, found, wanted, false);
    }
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
