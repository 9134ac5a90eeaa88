import type { Agreement } from '#protocol/agreement.ts';
import type { Picture } from '#protocol/picture.ts';
import type { Explanation } from '#protocol/why/explanation.ts';
import { plural } from '#protocol/words/plural.ts';
import type { RunSnapshot } from '../run-connection.ts';

/** The line that is always seen. */
export type Summary = {
  readonly tone: Explanation['tone'];
  readonly line: string;
  readonly detail: string;
  /** Whether there is something to draw; null while nobody knows. */
  readonly drawn: boolean | null;
};

/** What the line says while there is no live picture; null while there is one. */
export function calmSummary({ mode, state }: RunSnapshot): Summary | null {
  const calm = (line: string, detail: string, drawn: false | null = false): Summary => {
    return { tone: 'note', line, detail, drawn };
  };
  if (mode === 'reading') {
    if (state === null) return calm('Состояние кластера', 'видно, когда лаборатория запущена');
    return state.witnesses.length === 0 ? calm('Кластер ещё не запущен', 'на этом шаге записи узлов нет') : null;
  }
  if (mode === 'refused') return calm('Состояние кластера', 'этой вкладке не хватает ключа');
  if (state === null) {
    return mode === 'lost'
      ? calm('Состояние кластера', 'сервер лаборатории не отвечает')
      : calm('Состояние кластера', 'соединяемся…', null);
  }
  if (!state.engine.up) return calm('Docker Engine не отвечает', 'состояние кластера неизвестно');
  if (state.witnesses.length === 0) return calm('Состояние кластера', 'спрашиваем свидетелей…', null);
  return null;
}

/** One line from the witnesses: a leader is named only where all that can tell name the same one. */
export function summarize(
  picture: Picture,
  { named, disagree, telling, beliefs }: Agreement,
  why: readonly Explanation[],
): Summary {
  const [first] = why;
  const tone = first?.tone ?? 'note';
  if (picture.nodes.length === 0) {
    return { tone: 'note', line: 'Кластер ещё не запущен', detail: 'узлов PostgreSQL пока нет', drawn: false };
  }
  const headline = first?.headline ?? '';
  if (disagree) {
    const answers = beliefs.flatMap(({ primaries }) => (primaries === null ? [] : primaries.join(' и ') || 'никто'));
    const counts = [...new Set(answers)]
      .map((name) => ({ name, count: answers.filter((one) => one === name).length }))
      .sort((a, b) => b.count - a.count)
      .map(({ name, count }) => `${name} — ${count}`);
    return {
      tone: tone === 'good' ? 'wait' : tone,
      line: headline,
      detail: `Свидетели расходятся: ${counts.join(', ')}`,
      drawn: true,
    };
  }
  const leader = picture.nodes.find(({ name }) => name === named?.[0]);
  if (leader === undefined || named === null || named.length !== 1) {
    return {
      tone,
      line: headline,
      detail: named === null ? 'Никто не может сказать, кто лидер' : 'Лидера нет',
      drawn: true,
    };
  }
  const line = leader.timeline === null ? '' : `, линия ${leader.timeline}`;
  const leads = `${leader.name} — лидер${line}`;
  // What is lost or must be done stands before who leads.
  if (tone === 'bad') return { tone, line: headline, detail: leads, drawn: true };
  return {
    tone,
    line: leads,
    detail:
      tone === 'good' ? `${headline} · согласны ${plural(telling, 'свидетель', 'свидетеля', 'свидетелей')}` : headline,
    drawn: true,
  };
}
