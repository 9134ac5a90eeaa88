import type { Stuck } from '#protocol/wholeness.ts';
import { LabError } from '../lab-error.ts';

/** A fault on a cluster that is not whole would measure something else. */
export function clusterNotReady(stuck: readonly Stuck[]): LabError {
  const [first] = stuck;
  const all = stuck.map(({ what }) => what).join('; ');
  return new LabError({
    code: 'cluster-not-ready',
    title: 'Кластер ещё не готов к аварии',
    message: `Измерять нечего, пока кластер не цел: ${all || 'свидетели ещё не опрошены'}.`,
    hint: first?.mend ?? 'Подождите несколько секунд и повторите.',
    status: 409,
  });
}

/** Without confirmed writes before the fault there is nothing that it could interrupt. */
export function probeNotReady(acked: number, wanted: number, seconds: number, problem: string | null): LabError {
  return new LabError({
    code: 'probe-not-ready',
    title: 'Зонд не пишет',
    message: `За ${seconds} с зонд подтвердил ${acked} записей из ${wanted}${problem === null ? '' : `: ${problem}`}.`,
    hint: 'Проверьте, что через точку входа можно писать: docker compose ps -a и страница HAProxy на порту 7000.',
    status: 409,
  });
}

/** What happens already is not predicted. */
export function faultRuns(): LabError {
  return new LabError({
    code: 'fault-runs',
    title: 'Авария уже идёт',
    message: 'Прогноз делают до аварии, а эта уже началась и ещё не закончилась.',
    hint: 'Верните кластер в исходное состояние; для следующей аварии прогноз можно будет изменить.',
    status: 409,
  });
}
