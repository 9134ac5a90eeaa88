import type { Statement } from '../cluster/postgres-session.ts';

/** The probe's table; observers of the student's tables leave the schema `lab` out. */
export const probeTable = 'lab.probe';
/** What the writes straight to the nodes go to. */
export const controlTable = 'lab.probe_control';

/**
 * Makes the tables where they are missing and empties them of what former probes left.
 * The second of two that make the same table at one moment is refused with 23505: it asks again.
 */
export const prepareTables: readonly string[] = [
  'CREATE SCHEMA IF NOT EXISTS lab',
  `CREATE TABLE IF NOT EXISTS ${probeTable} (
     probe text NOT NULL,
     number integer NOT NULL,
     sent_at timestamptz NOT NULL,
     written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     PRIMARY KEY (probe, number)
   )`,
  `CREATE TABLE IF NOT EXISTS ${controlTable} (
     probe text NOT NULL,
     node text NOT NULL,
     written_at timestamptz NOT NULL DEFAULT clock_timestamp()
   )`,
  `DELETE FROM ${probeTable}`,
  `DELETE FROM ${controlTable}`,
];

/** Asked before anything is sent: a refused write would stand in a replica's log. */
export const helloStatement: Statement = {
  text: `SELECT current_setting('transaction_read_only')::boolean AS "readOnly", host(inet_server_addr()) AS address`,
};

const confirmedBy = `host(inet_server_addr()) AS address,
  ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int AS timeline`;

/** Writes one numbered row; the answer says which server confirmed it and on which timeline. */
export function writeStatement(probe: string, number: number, sentAt: number): Statement {
  return {
    name: 'probe-write',
    text: `INSERT INTO ${probeTable} (probe, number, sent_at)
      VALUES ($1, $2, to_timestamp($3::double precision / 1000)) RETURNING ${confirmedBy}`,
    values: [probe, number, sentAt],
  };
}

/** Writes one row straight to a node. */
export function controlStatement(probe: string, node: string): Statement {
  return {
    text: `INSERT INTO ${controlTable} (probe, node) VALUES ($1, $2) RETURNING ${confirmedBy}`,
    values: [probe, node],
  };
}

/**
 * Whether this is a leader, who it is and where its WAL ends. Flushed, not inserted: the latter may already stand
 * behind the next page's header, which a replica reaches only with the next record.
 */
export const endOfWal: Statement = {
  text: `SELECT pg_is_in_recovery() AS replica, host(inet_server_addr()) AS address,
    CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_flush_lsn()::text END AS lsn`,
};

/** Whether a replica has replayed up to `lsn`. */
export function replayedStatement(lsn: string): Statement {
  return {
    text: 'SELECT pg_is_in_recovery() AS replica, coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, false) AS reached',
    values: [lsn],
  };
}

/** The numbers of a probe that are there, as unbroken runs: an hour of rows comes back as a few lines. */
export function presentStatement(probe: string): Statement {
  return {
    text: `SELECT min(number) AS first, count(*)::int AS count FROM (
        SELECT number, number - row_number() OVER (ORDER BY number) AS run FROM ${probeTable} WHERE probe = $1
      ) AS numbered GROUP BY run ORDER BY 1`,
    values: [probe],
  };
}
