import type { FileKind } from '#protocol/configuration.ts';

import type { Recipe } from '../cluster/dockerfile.ts';
import { type ComposeProject, pathInside } from './compose-project.ts';

/** Who has a lab file, and how it comes there. */
export type FileUse = {
  /** In the workspace. */
  readonly path: string;
  readonly kind: FileKind;
  /** Images that a Dockerfile copies it into. */
  readonly copies: readonly { readonly image: string; readonly path: string }[];
  /** Services that read it, and where it lies in their containers. */
  readonly readers: readonly {
    readonly service: string;
    readonly path: string;
    readonly by: 'copy' | 'mount';
  }[];
};

/** A Dockerfile of the project with its recipe. */
export type BuildRecipe = {
  /** In the workspace. */
  readonly path: string;
  readonly context: string;
  readonly image: string;
  readonly recipe: Recipe;
};

/**
 * Finds who reads each file, by the project and not by names: a student may have called them otherwise.
 * @param texts every text of the workspace by its path
 */
export function findFileUses(
  texts: ReadonlyMap<string, string>,
  project: ComposeProject,
  builds: readonly BuildRecipe[],
  workspaceDir: string,
): FileUse[] {
  const uses = [...texts].map(([path, text]): FileUse => {
    if (project.files.includes(path)) return { path, kind: 'compose', copies: [], readers: [] };
    if (builds.some((build) => build.path === path)) return { path, kind: 'dockerfile', copies: [], readers: [] };
    const copies = builds.flatMap(({ image, context, recipe }) =>
      recipe.copies
        .filter(({ from }) => pathInside(workspaceDir, `${context}/${from}`) === path)
        .map(({ to }) => ({ image, path: to })),
    );
    const readers = project.services.flatMap((service): FileUse['readers'] => {
      const mount = mountOf(service.binds, path, workspaceDir);
      if (mount !== null) return [{ service: service.name, path: mount, by: 'mount' }];
      const copy = copies.find((one) => one.image === service.reference && service.command.includes(one.path));
      return copy === undefined ? [] : [{ service: service.name, path: copy.path, by: 'copy' }];
    });
    const roles = new Set(readers.map(({ service }) => project.services.find(({ name }) => name === service)?.role));
    return { path, kind: kindOf(path, text, roles), copies, readers };
  });
  const rank: readonly FileKind[] = ['dockerfile', 'compose', 'patroni', 'haproxy', 'other'];
  return uses
    .filter(({ kind, copies, readers }) => kind !== 'other' || copies.length > 0 || readers.length > 0)
    .toSorted((left, right) => rank.indexOf(left.kind) - rank.indexOf(right.kind) || (left.path < right.path ? -1 : 1));
}

/** Where a file lies that is mounted itself or in a folder. */
function mountOf(binds: readonly { source: string; target: string }[], path: string, dir: string): string | null {
  for (const { source, target } of binds) {
    const inside = pathInside(dir, source);
    if (inside === path) return target;
    if (inside !== null && path.startsWith(`${inside}/`)) return `${target}${path.slice(inside.length)}`;
  }
  return null;
}

function kindOf(path: string, text: string, roles: ReadonlySet<string | undefined>): FileKind {
  if (/(^|\/)[^/]*\.ya?ml$/i.test(path)) {
    if (/^(scope|bootstrap|restapi|postgresql)\s*:/m.test(text)) return 'patroni';
    return /^services\s*:/m.test(text) ? 'compose' : 'other';
  }
  if (/(^|\/)Dockerfile[^/]*$/i.test(path)) return 'dockerfile';
  if (roles.has('entrypoint') || (/\.cfg$/i.test(path) && /^\s*(listen|frontend|backend)\b/m.test(text))) {
    return 'haproxy';
  }
  return 'other';
}
