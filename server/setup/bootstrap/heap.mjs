/**
 * How the server's heap is kept. What goes through it in a flood are buffers outside of the heap: of a larger young
 * generation they are collected late and at a higher price, all of the heap being gone through for them.
 */
export const heapFlags = ['--max-semi-space-size=8'];
