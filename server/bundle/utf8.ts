import { strFromU8 } from 'fflate';

/** Reads UTF-8; null when the bytes are anything else. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  return isUtf8(bytes) ? strFromU8(bytes) : null;
}

/** Whether bytes are well-formed UTF-8, without overlong forms, surrogates and what lies behind U+10FFFF. */
function isUtf8(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    if (first < 0x80) {
      at += 1;
      continue;
    }
    const length =
      first >= 0xc2 && first < 0xe0 ? 2 : (first & 0xf0) === 0xe0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    if (length === 0 || at + length > bytes.length) return false;
    const second = bytes[at + 1] ?? 0;
    if (second < lowestSecond(first) || second > highestSecond(first)) return false;
    for (let more = 2; more < length; more += 1) if (((bytes[at + more] ?? 0) & 0xc0) !== 0x80) return false;
    at += length;
  }
  return true;
}

function lowestSecond(first: number): number {
  if (first === 0xe0) return 0xa0;
  return first === 0xf0 ? 0x90 : 0x80;
}

function highestSecond(first: number): number {
  if (first === 0xed) return 0x9f;
  return first === 0xf4 ? 0x8f : 0xbf;
}
