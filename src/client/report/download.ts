import { type Api, ApiError, toApiError } from '../api.ts';

/** A file that came whole. */
export type Downloaded = { readonly name: string; readonly blob: Blob };

/** Milliseconds that making a report and bringing it may take; a whole run's takes three seconds. */
const deadline = 90_000;

/**
 * Brings the report, telling how many bytes have come of how many (null while that is not known).
 * @throws ApiError
 */
export async function downloadReport(
  api: Api,
  signal: AbortSignal,
  told: (bytes: number, of: number | null) => void,
): Promise<Downloaded> {
  const timeout = AbortSignal.timeout(deadline);
  const either = AbortSignal.any([timeout, signal]);
  try {
    const response = await api.stream('/api/report', { accept: 'application/zip' }, either);
    const length = Number(response.headers.get('content-length') ?? '');
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      chunks.push(part.value);
      bytes += part.value.length;
      told(bytes, length > 0 ? length : null);
    }
    const name = fileNameOf(response.headers.get('content-disposition') ?? '');
    return { name, blob: new Blob(chunks, { type: 'application/zip' }) };
  } catch (error) {
    if (timeout.aborted && !signal.aborted) throw tooLate(error);
    if (error instanceof ApiError) throw error;
    throw toApiError(0, null);
  }
}

/** The name that a `Content-Disposition` gives a file, without anything that is no part of a name. */
export function fileNameOf(disposition: string): string {
  const encoded = /filename\*=UTF-8''([^;\s]+)/i.exec(disposition)?.[1];
  const plain = /filename="([^"]*)"/i.exec(disposition)?.[1];
  const name = (encoded === undefined ? plain : decoded(encoded)) ?? '';
  const safe = name
    .replaceAll(/[\p{Cc}\p{Bidi_Control}/\\:*?"<>|]/gu, '')
    .replace(/^\.+/, '')
    .trim();
  return safe === '' ? 'report.zip' : safe.slice(-120);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function tooLate(cause: unknown): ApiError {
  return new ApiError(
    {
      code: 'deadline',
      title: 'Отчёт не готов',
      message: `За ${deadline / 1_000} секунд сервер лаборатории не собрал отчёт.`,
      hint: 'Посмотрите, что пишет «npm start» в своём терминале, и попробуйте ещё раз.',
      status: 0,
    },
    { cause },
  );
}

/** Gives a file to the browser to keep. */
export function keepFile({ name, blob }: Downloaded): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to write it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
