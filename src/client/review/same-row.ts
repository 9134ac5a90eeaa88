import type { ClassRow } from './class-table.ts';

/** Do two rows show the same? An entry is never changed: one that is another object says something else. */
export function isSameRow(one: ClassRow, other: ClassRow): boolean {
  return (
    one.entry === other.entry &&
    one.points === other.points &&
    haveSameFields(one.likeness, other.likeness) &&
    haveSameFields(one.signer, other.signer)
  );
}

/** Have two plain objects the same values in their fields? */
export function haveSameFields(one: object | null, other: object | null): boolean {
  if (one === null || other === null) return one === other;
  const fields = Object.entries(one);
  return (
    fields.length === Object.keys(other).length &&
    fields.every(([name, value]) => Object.hasOwn(other, name) && Object.is(Reflect.get(other, name), value))
  );
}
