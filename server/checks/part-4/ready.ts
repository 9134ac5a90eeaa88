import { wholeness } from '#protocol/wholeness.ts';

import { defineCheck } from '../define-check.ts';
import { list } from '../words.ts';

/** Nothing is missing, so that a fault measures what it is said to measure. */
export const clusterReady = defineCheck({
  id: 'cluster-ready',
  lasts: 'now',
  expected: 'оба узла работают, лидера называют одинаково все свидетели, реплика синхронна и не отстаёт',
  judge: ({ reports }, { passed, notYet }) => {
    if (!reports.some(({ witness }) => witness === 'docker')) {
      return notYet('свидетели ещё не опрошены', 'Подождите пару секунд: проверка повторится сама.');
    }
    const { whole, stuck } = wholeness(reports);
    if (whole) return passed('кластер цел');
    return notYet(list(stuck.map(({ what }) => what)), stuck[0]?.mend ?? '');
  },
});

/** A probe has written, and its rows were looked for on both nodes. */
export const probeWrites = defineCheck({
  id: 'probe-writes',
  lasts: 'happened',
  expected: 'зонд писал через точку входа, и его строки сверены с лидером и репликой',
  judge: ({ probes }, { passed, notYet }) => {
    const read = probes.findLast(({ acks, readBacks }) => acks.length > 0 && readBacks.length >= 2);
    if (read !== undefined) {
      const lost = Math.max(...read.readBacks.map(({ lostCount }) => lostCount));
      const found = lost === 0 ? 'и все они есть на обоих узлах' : `из них потеряно ${lost}`;
      return passed(`зонд подтвердил ${read.acks.length} строк, ${found}`);
    }
    const last = probes.at(-1);
    if (last === undefined) return notYet('зонд ещё не писал', 'Включите его на этой странице.');
    if (last.acks.length === 0) {
      return notYet('зонд не получил ни одного подтверждения', 'Проверьте, пишет ли кластер через порт точки входа.');
    }
    if (last.endedAt === null) {
      return notYet(`зонд пишет: подтверждено ${last.acks.length}`, 'Остановите его, и строки будут сверены.');
    }
    const from = last.readBacks.map(({ node }) => node);
    const where = from.length === 0 ? 'ни с одним узлом' : `только с ${list(from)}`;
    return notYet(`строки зонда сверены ${where}`, 'Подождите; если реплики нет, верните её и сверьте строки ещё раз.');
  },
});
