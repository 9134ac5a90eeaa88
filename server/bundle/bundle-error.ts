/** The texts of a refusal that a person reads, in Russian: what is wrong, why, then what to do. */
export type BundleErrorTexts = {
  readonly code: string;
  readonly title: string;
  readonly message: string;
  readonly hint: string;
};

/** Why a file cannot be opened as a report. */
export class BundleError extends Error {
  readonly code: string;
  readonly title: string;
  readonly hint: string;

  constructor(texts: BundleErrorTexts, options?: ErrorOptions) {
    super(texts.message, options);
    this.name = 'BundleError';
    this.code = texts.code;
    this.title = texts.title;
    this.hint = texts.hint;
  }
}

const askAgain = 'Попросите автора скачать отчёт ещё раз и прислать файл как есть, не распаковывая его.';

/** The file is no archive, or not a whole one. */
export function notAReport(message: string): BundleError {
  return new BundleError({ code: 'bundle-not-a-report', title: 'Это не отчёт лаборатории', message, hint: askAgain });
}

/** A part of the archive that a report cannot do without is damaged. */
export function damaged(message: string, cause?: unknown): BundleError {
  return new BundleError({ code: 'bundle-damaged', title: 'Отчёт повреждён', message, hint: askAgain }, { cause });
}

/** The archive is larger than a report ever is. */
export function tooMuch(message: string): BundleError {
  return new BundleError({
    code: 'bundle-too-large',
    title: 'Отчёт слишком велик',
    message,
    hint: 'Отчёты лаборатории намного меньше. Не открывайте этот файл другими программами и спросите автора, откуда он.',
  });
}

/** The archive is built in a way in which only a trap is built. */
export function suspicious(message: string): BundleError {
  return new BundleError({
    code: 'bundle-suspicious',
    title: 'Архив собран не лабораторией',
    message,
    hint: 'Так устроены архивы-ловушки, поэтому файл не открыт. Попросите автора прислать отчёт, который скачала лаборатория.',
  });
}

/** A newer version of the lab wrote the report. */
export function bundleNewer(found: number, known: number): BundleError {
  return new BundleError({
    code: 'bundle-newer',
    title: 'Отчёт сделан более новой лабораторией',
    message: `Формат отчёта — ${found}, эта страница знает форматы не новее ${known}.`,
    hint: 'Обновите лабораторию (git pull) и откройте отчёт снова.',
  });
}
