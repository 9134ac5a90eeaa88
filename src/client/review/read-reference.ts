import { judgeClaims } from '#checks/claims/judge-claims.ts';
import { toFaultRecords } from '#protocol/fault-records.ts';
import { openReference } from '../reading/reference.ts';
import { type OpenReport, UnreadableReport } from './report.ts';

/**
 * Reads the recorded run that lies beside the pages, to set a report beside it; its recordings stay where they are.
 * @throws UnreadableReport where there is none
 */
export async function readReference(base: string): Promise<OpenReport> {
  const reference = openReference(base);
  try {
    const [{ run, startedAt, endedAt, lastSeq, versions }, events] = await Promise.all([
      reference.info(),
      reference.journal(),
    ]);
    return {
      key: 'reference',
      claims: judgeClaims(events),
      faults: toFaultRecords(events),
      bundle: {
        manifest: {
          format: 1,
          run,
          author: { name: 'Эталонное прохождение', group: '' },
          startedAt,
          exportedAt: endedAt,
          versions: {
            lab: versions.lab,
            engine: null,
            compose: null,
            patroni: versions.patroni === null ? [] : [versions.patroni],
            images: [],
          },
          journal: { lastSeq, head: '' },
          keys: { kind: 'installation', signer: '', checkpoints: '' },
          files: [],
        },
        events,
        recordings: new Map(),
        files: [],
        integrity: {
          state: 'unsigned',
          problems: [],
          signer: null,
          signedBy: null,
          key: null,
          redacted: 0,
          skipped: { unknownKind: 0, unreadable: 0 },
        },
        marks: new Map(),
      },
    };
  } catch (error) {
    console.info('The recorded run did not come', error);
    throw new UnreadableReport({
      title: 'Эталонного прохождения здесь нет',
      message: 'Рядом с этой страницей не нашлось записанного прохождения, или оно не загрузилось.',
      hint: 'Соберите сайт заново или поставьте рядом отчёт другого студента.',
    });
  }
}
