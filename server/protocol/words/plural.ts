const rules = new Intl.PluralRules('ru');

/** A number with its Russian noun: `plural(2, 'шаг', 'шага', 'шагов')` is «2 шага», with a non-breaking space. */
export function plural(count: number, one: string, few: string, many: string): string {
  const category = rules.select(count);
  return `${count}\u00A0${category === 'one' ? one : category === 'few' ? few : many}`;
}
