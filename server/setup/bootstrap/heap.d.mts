/** Flags of Node for the server's heap. */
export const heapFlags: readonly string[];
