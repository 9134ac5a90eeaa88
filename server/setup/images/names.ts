/** The label on every image that the set-up builds itself; its value is always `stand-in`. */
export const STAND_IN_LABEL = 'org.ha-postgres-lab.image';

/** A base image of the lab: its name, and how its stand-in is made. */
export type BaseImage = {
  readonly name: string;
  /** The folder of stand-ins/ with its Dockerfile. */
  readonly recipe: string;
  /** The Debian suite that has the version which the name promises. */
  readonly suite: 'bookworm' | 'trixie';
};

/** Everything the lab starts from; lab-files/ name the same three. */
export const BASE_IMAGES: readonly BaseImage[] = [
  { name: 'postgres:15', recipe: 'postgres', suite: 'bookworm' },
  { name: 'haproxy:3.0', recipe: 'haproxy', suite: 'trixie' },
  { name: 'zookeeper:3.9', recipe: 'zookeeper', suite: 'trixie' },
];

/** The image that the student builds in part 1. */
export const PATRONI_IMAGE = 'localhost/postgres:patroni';
