/** Puts text on the clipboard and says whether it got there; also where the page is not a secure context. */
export async function copyText(text: string): Promise<boolean> {
  if (globalThis.isSecureContext && navigator.clipboard !== undefined) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      console.info('The browser keeps the clipboard closed; trying the older way', error);
    }
  }
  return copyByCommand(text);
}

/** The clipboard's text, or null where the browser or the reader does not allow to read it. */
export async function readClipboard(): Promise<string | null> {
  if (!globalThis.isSecureContext || navigator.clipboard?.readText === undefined) return null;
  try {
    return await navigator.clipboard.readText();
  } catch (error) {
    console.info('The browser keeps the clipboard closed', error);
    return null;
  }
}

function copyByCommand(text: string): boolean {
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener('copy', put, { capture: true });
  try {
    // Deprecated, and still the only way on a page that came over plain HTTP from another machine.
    return document.execCommand('copy');
  } finally {
    document.removeEventListener('copy', put, { capture: true });
  }
}
