import { scalarText } from './mistakes/yaml-keys.ts';

/** Whether two values of a setting mean the same: `on` and true, `1024MB` and `1GB`, `hot_standby` and `replica`. */
export function sameSetting(left: unknown, right: unknown): boolean {
  return meaning(left) === meaning(right);
}

const units: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1_024,
  mb: 1_024 ** 2,
  gb: 1_024 ** 3,
  tb: 1_024 ** 4,
  us: 0.001,
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function meaning(value: unknown): string {
  if (Array.isArray(value)) return value.map(meaning).join('\n');
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  const text = scalarText(value).trim();
  const lower = text.toLowerCase();
  if (['on', 'true', 'yes'].includes(lower)) return 'on';
  if (['off', 'false', 'no'].includes(lower)) return 'off';
  if (lower === 'hot_standby' || lower === 'archive') return 'replica';
  const amount = /^(-?\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(lower);
  const unit = amount?.[2] === '' ? 1 : units[amount?.[2] ?? ''];
  return amount === null || unit === undefined ? text : String(Number(amount[1]) * unit);
}
