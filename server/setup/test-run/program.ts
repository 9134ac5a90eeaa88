import { existsSync } from 'node:fs';
import { aptInstall, aptOffers } from '../apt.ts';
import { mayInstall } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { step } from '../progress.ts';
import { SetupError } from '../setup-error.ts';

/** A program that some tests need and students do not. */
export type TestProgram = {
  /** As the user knows it. */
  readonly name: string;
  /** Of Debian and Ubuntu. */
  readonly package: string;
  /** The environment variable that names another one. */
  readonly variable: string;
  readonly places: readonly string[];
  /** Why an installed package may have brought nothing. */
  readonly hint?: string;
};

/** Where the program is, or why there is none. */
export type FoundProgram = { readonly executable: string } | MissingProgram;

export type MissingProgram = {
  readonly missing: string;
  /** The machine's own sources of packages do not know it. */
  readonly notOffered?: true;
};

/** Finds a program, or installs the distribution's where that is allowed. */
export async function bringProgram(machine: Machine, program: TestProgram): Promise<FoundProgram> {
  const present = find(program);
  if (present !== undefined) return { executable: present };
  if (!mayInstall(machine)) return { missing: `нет ${program.name} и прав его поставить` };
  try {
    await step(`Ставлю ${program.name}`, () => aptInstall(machine, [program.package]));
  } catch (error) {
    if (!(error instanceof SetupError) || (await aptOffers(program.package))) throw error;
    return { missing: `источники пакетов этой машины не знают ${program.package}`, notOffered: true };
  }
  const installed = find(program);
  if (installed !== undefined) return { executable: installed };
  const hint = program.hint === undefined ? '' : ` (${program.hint})`;
  return { missing: `пакет ${program.package} не принёс программы${hint}` };
}

function find({ variable, places }: TestProgram): string | undefined {
  const named = process.env[variable];
  return [...(named === undefined ? [] : [named]), ...places].find((place) => existsSync(place));
}
