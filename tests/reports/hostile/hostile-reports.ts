import { archives } from './archives.ts';
import { contents } from './contents.ts';
import { fields, reportWith } from './fields.ts';
import { vectors } from './vectors.ts';

/** A report of somebody who means harm; its bytes are made when they are asked for. */
export type HostileReport = { readonly name: string; readonly make: () => Uint8Array };

/** Those that no reader has seen a use for: what opens them must stay unharmed, and say a clear word or show text. */
export function hostileReports(): HostileReport[] {
  const reports: HostileReport[] = [];
  for (const [what, text] of Object.entries(vectors)) {
    for (const field of Object.keys(fields)) {
      reports.push({ name: `${what} as ${field}`, make: () => reportWith(field, text) });
    }
  }
  for (const [name, make] of Object.entries({ ...archives, ...contents })) reports.push({ name, make });
  return reports;
}

/** For what takes seconds a report: every vector and every field is in it, not each in each. */
export function fewHostileReports(): HostileReport[] {
  const texts = Object.entries(vectors);
  const places = Object.keys(fields);
  const spread = Array.from({ length: Math.max(texts.length, places.length) * 5 }, (_, index) => {
    const [what = '', text = ''] = texts[index % texts.length] ?? [];
    const field = places[(index + Math.floor(index / texts.length) * 7) % places.length] ?? '';
    return { name: `${what} as ${field}`, make: () => reportWith(field, text) };
  });
  const heavy = /million|sixty|bomb|hundred thousand|twenty-one|ten megabytes/;
  const light = Object.entries({ ...archives, ...contents }).filter(([name]) => !heavy.test(name));
  return [...spread, ...light.map(([name, make]) => ({ name, make }))];
}
