/** The address of a link that may be opened from a terminal: http and https only. */
export function openableLink(text: string): URL | null {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') ? url : null;
}

/** Opens a link in a new tab that knows nothing of this page. */
export function openLink(url: URL): void {
  window.open(url, '_blank', 'noopener,noreferrer');
}
