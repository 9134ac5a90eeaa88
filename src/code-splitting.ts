type Modules = { getModuleInfo(id: string): { readonly importers: readonly string[] } | null };

/**
 * In which file a module of the pages' first scripts comes, for the bundler; null leaves it to its own judgement.
 * `page` is on every page; `common` is what the pages of steps share with other pages and with what comes later.
 * By itself the bundler would make a file of each set of those who share a module: a round trip for each.
 */
export function chunkOf(id: string, modules: Modules): string | null {
  const { above, roots } = importersOf(id, modules);
  if (has(above, 'src/elements/every-page.ts')) return 'page';
  return has(above, 'src/elements/every-step.ts') && roots.length > 0 ? 'common' : null;
}

/** All that import a module statically, and where these ways begin; those of the pages of steps are not followed up. */
function importersOf(id: string, modules: Modules): { readonly above: ReadonlySet<string>; readonly roots: string[] } {
  const above = new Set<string>([id]);
  const roots: string[] = [];
  for (const module of above) {
    if (module.endsWith('src/elements/every-step.ts')) continue;
    const importers = modules.getModuleInfo(module)?.importers ?? [];
    if (importers.length === 0) roots.push(module);
    for (const importer of importers) above.add(importer);
  }
  return { above, roots };
}

function has(ids: ReadonlySet<string>, end: string): boolean {
  return [...ids].some((id) => id.endsWith(end));
}
