import type { DoctorLine, DoctorReport, DoctorState } from '#protocol/doctor.ts';

const MARKS: Readonly<Record<DoctorState, string>> = { ok: '✓', warning: '!', problem: '✗' };

/** The report as lines for a terminal; `brief` leaves out what is well. */
export function formatReport(report: DoctorReport, options: { readonly brief: boolean }): string {
  const shown = options.brief ? report.lines.filter((line) => line.state !== 'ok') : report.lines;
  const lines = shown.flatMap(formatLine);
  if (!options.brief) lines.push('', verdict(report));
  return lines.join('\n');
}

function formatLine(line: DoctorLine): string[] {
  const head = `${MARKS[line.state]} ${line.title}: ${line.found}`;
  return [head, `    ${line.why}`, ...(line.fix === null ? [] : [`    Исправить: ${line.fix}`])];
}

function verdict(report: DoctorReport): string {
  if (!report.canRun) return 'Команды лаборатории на этой машине пока не выполнить; страницы открываются для чтения.';
  return report.lines.every((line) => line.state === 'ok')
    ? 'Машина готова.'
    : 'Лаборатория запустится, но отмеченное лучше исправить.';
}
