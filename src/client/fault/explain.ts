import type { FaultName, FaultRecord, Phase, PhaseName } from '#protocol/fault.ts';
import { lengthText, phaseWords } from '#protocol/words/phase-words.ts';
import { plural } from '#protocol/words/plural.ts';
import { numberText, outageLength } from '#protocol/words/fault-words.ts';

/** A sentence about a measurement; `bad`: what should never happen. */
export type Sentence = { readonly text: string; readonly tone: 'plain' | 'good' | 'bad' };

/** Tells this very run in words beside its chart: what took longest and why, who leads, what became of the rows. */
export function explainRecord(record: FaultRecord): readonly Sentence[] {
  // Nothing was measured: the chart says so.
  if (record.probe === null) return [];
  return [aboutLongest(record), aboutLeader(record), ...aboutRows(record), aboutTwo(record)].filter(
    (sentence) => sentence !== null,
  );
}

function plain(text: string): Sentence {
  return { text, tone: 'plain' };
}

/** The phase that took longest, with its reason. */
function aboutLongest(record: FaultRecord): Sentence | null {
  const longest = longestPhase(record.phases);
  const total = outageLength(record.outage);
  if (longest === null || total === null) return null;
  const took = longest.to - longest.from;
  return plain(
    `Дольше всего длилась часть «${phaseWords[longest.name].name}»: ${lengthText(took)} из ${lengthText(total)}. ${capital(reasonOf(longest.name, record))}`,
  );
}

function longestPhase(phases: readonly Phase[]): Phase | null {
  let longest: Phase | null = null;
  for (const phase of phases) {
    if (longest === null || phase.to - phase.from > longest.to - longest.from) longest = phase;
  }
  return longest;
}

function reasonOf(phase: PhaseName, record: FaultRecord): string {
  const { timings, node, fault, leaderBefore } = record;
  switch (phase) {
    case 'detect':
      return detectReason(record);
    case 'heal':
      return fault === 'zookeeper'
        ? `без ZooKeeper лидером не вправе быть никто, и запись ждала вас: возвращения ${node ?? 'ZooKeeper'}.`
        : `занять место лидера было некому, и запись ждала вас: возвращения ${leaderBefore ?? 'узла'}.`;
    case 'elect':
      return 'в это время реплика убеждалась, что вправе занять ключ, и выходила из восстановления.';
    case 'route': {
      const { inter, rise } = timings;
      const checks =
        inter === null || rise === null
          ? ''
          : `: раз в ${numberText(inter / 1_000)} с, и нужно удачных подряд — ${rise}`;
      return `новый лидер уже работал, но HAProxy узнаёт о нём из проверок${checks}.`;
    }
    case 'answer':
      return 'дорога была открыта, а зонд ещё устанавливал новое соединение.';
  }
}

const silent: ReadonlySet<FaultName> = new Set(['kill', 'pause', 'network']);

function detectReason({ fault, timings, leaderBefore, phases }: FaultRecord): string {
  const name = leaderBefore ?? 'прежний лидер';
  // In the trap of two nodes the leader follows its replica, mostly without a farewell.
  const followed =
    fault === 'replica-first' && phases.some((phase) => phase.name !== 'detect' && phase.name !== 'answer');
  if (silent.has(fault) || followed) {
    const session = timings.session ?? timings.ttl;
    const term = session === null ? 'свой срок' : `свой срок, ${numberText(session / 1_000)} с,`;
    return `${name} не мог отдать ключ сам, и сессия ZooKeeper доживала ${term} от последнего сигнала.`;
  }
  if (fault === 'zookeeper') return `${name} без ZooKeeper не смог продлить ключ и перестал принимать запись.`;
  if (fault === 'replica-first')
    return 'лидер ждал подтверждений от пропавшей реплики, пока не вычеркнул её из синхронных.';
  return `${name} закрывал базу и отдавал ключ сам.`;
}

function aboutLeader({ fault, leaderBefore, leaderAfter, undoneAt }: FaultRecord): Sentence | null {
  if (leaderAfter === null) {
    if (undoneAt === null) return plain('Лидера сейчас нет.');
    const why = fault === 'zookeeper' ? 'ключ взять было негде' : 'занять место никто не вправе';
    return plain(`До возвращения лидера не было: ${why}.`);
  }
  if (leaderAfter === leaderBefore) {
    return plain(`Лидер остался прежним: ${leaderAfter}. Перерыв был, а переключения не было.`);
  }
  return plain(`Вместо ${leaderBefore ?? 'прежнего лидера'} лидером стал ${leaderAfter}.`);
}

function aboutRows({ lost, unanswered, writes, timings }: FaultRecord): readonly Sentence[] {
  if (lost === null) return [plain('Строки зонда ещё не сверены: сверка начинается, когда кластер снова цел.')];
  const acked = plural(writes.acked, 'подтверждённая строка', 'подтверждённые строки', 'подтверждённых строк');
  const sentences: Sentence[] = [];
  if (lost === 0) {
    const luck = timings.synchronousMode === false ? ' Гарантии этому нет: синхронный режим был выключен.' : '';
    sentences.push({ text: `${acked}, и все на месте, на обоих узлах.${luck}`, tone: 'good' });
  } else {
    const why =
      timings.synchronousMode === false
        ? 'Лидер подтвердил их, не дожидаясь реплики, и не успел ей передать.'
        : 'В синхронном режиме такого быть не должно.';
    sentences.push({
      text: `Пропало ${plural(lost, 'подтверждённая строка', 'подтверждённые строки', 'подтверждённых строк')} из ${writes.acked}. ${why}`,
      tone: 'bad',
    });
  }
  if (writes.unknown > 0) {
    const present = unanswered ?? 0;
    const kept = present === 0 ? 'ни одна из них не записана' : `записано из них — ${present}`;
    sentences.push(plain(`Без ответа — ${plural(writes.unknown, 'строка', 'строки', 'строк')}: ${kept}.`));
  }
  return sentences;
}

function aboutTwo({ splitBrain, lost }: FaultRecord): Sentence | null {
  const [first] = splitBrain;
  if (first !== undefined) {
    return {
      text: `Два узла подтверждали запись одновременно: ${first.nodes.join(' и ')}. Так быть не должно.`,
      tone: 'bad',
    };
  }
  return lost === null ? null : { text: 'Двух узлов, подтверждавших запись одновременно, не было.', tone: 'good' };
}

function capital(text: string): string {
  // A container's name stays as it is.
  return /^[а-яё]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
