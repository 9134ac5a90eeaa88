/** A lab file of the workspace; `hash` is the hex SHA-256 of its bytes. */
export type LabFile = {
  readonly path: string;
  readonly text: string;
  readonly hash: string;
  /** The text as it came with the lab. */
  readonly original: string;
  /** The text that a step proposes instead (part 3's compose file), or null. */
  readonly proposed: string | null;
};

/** An entry of `GET /api/files`. */
export type LabFileEntry = { readonly path: string; readonly hash: string; readonly changed: boolean };
