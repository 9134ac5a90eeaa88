/** The name that our own sessions carry, so that they are never taken for the student's. */
export const observerName = 'ha-postgres-lab';

const rowLimit = 10_000;

/** Asked before the tables: what changes a table after that is newer than this clock. */
export const clockQuery = `
  SELECT clock_timestamp() AS clock,
    (SELECT array_agg(datname::text ORDER BY datname) FROM pg_database WHERE datallowconn AND NOT datistemplate) AS databases`;

/** One row of everything a node says about itself; columns that its role has no answer for are null. */
export const stateQuery = `
  SELECT json_build_object(
    'inRecovery', pg_is_in_recovery(),
    'timeline', CASE WHEN pg_is_in_recovery()
      THEN coalesce((SELECT received_tli FROM pg_stat_wal_receiver), (SELECT timeline_id FROM pg_control_checkpoint()))
      ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END,
    'lsn', CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
    'receiving', CASE WHEN pg_is_in_recovery()
      THEN coalesce((SELECT status = 'streaming' FROM pg_stat_wal_receiver), false) END,
    'replication', (SELECT coalesce(json_agg(json_build_object(
        'applicationName', application_name,
        'clientAddress', host(client_addr),
        'state', state,
        'syncState', sync_state,
        'lagBytes', CASE WHEN NOT pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) END
      )), '[]') FROM pg_stat_replication),
    'clients', (SELECT coalesce(json_agg(json_build_object(
        'address', host(client_addr),
        'application', application_name,
        'state', state,
        'query', left(query, 400),
        'changedAt', state_change
      )), '[]') FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND application_name NOT LIKE 'Patroni%'
        AND application_name <> '${observerName}'),
    'settings', (SELECT json_object_agg(name, setting) FROM pg_settings WHERE name IN (
        'wal_log_hints', 'data_checksums', 'unix_socket_directories', 'data_directory', 'hot_standby', 'wal_level',
        'synchronous_standby_names', 'synchronous_commit', 'max_wal_senders', 'logging_collector'))
  ) AS state`;

/** The student's own tables: everything outside the system's schemas and the lab's. */
export const tablesQuery = `
  SELECT n.nspname AS schema, c.relname AS name,
    (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'lab')
    AND n.nspname NOT LIKE 'pg\\_%' AND c.relpersistence <> 't'
  ORDER BY c.oid LIMIT 20`;

/** Counts, digests and shows the rows of one table, at most ${rowLimit} of them. */
export function rowsQuery(schema: string, name: string): string {
  const table = `${quoted(schema)}.${quoted(name)}`;
  return `
    SELECT count(*)::int AS "rowCount", md5(coalesce(string_agg(line, E'\\n' ORDER BY line), '')) AS digest,
      (SELECT coalesce(json_agg(shown), '[]') FROM (SELECT * FROM ${table} LIMIT 20) AS shown) AS rows
    FROM (SELECT all_rows::text AS line FROM (SELECT * FROM ${table} LIMIT ${rowLimit}) AS all_rows) AS lines`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The little of a node's state that is asked several times in two seconds; lags are in bytes and milliseconds. */
export const watchQuery = `
  SELECT json_build_object(
    'inRecovery', pg_is_in_recovery(),
    'readOnly', NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'on',
    'timeline', CASE WHEN pg_is_in_recovery()
      THEN coalesce((SELECT received_tli FROM pg_stat_wal_receiver), (SELECT timeline_id FROM pg_control_checkpoint()))
      ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END,
    'lsn', CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
    'receiving', CASE WHEN pg_is_in_recovery()
      THEN coalesce((SELECT status = 'streaming' FROM pg_stat_wal_receiver), false) END,
    'syncNames', current_setting('synchronous_standby_names'),
    'clients', (SELECT count(*) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND application_name NOT LIKE 'Patroni%'
        AND application_name <> '${observerName}'),
    'standbys', (SELECT coalesce(json_agg(json_build_object(
        'name', application_name,
        'state', state,
        'syncState', sync_state,
        'lagBytes', CASE WHEN NOT pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) END,
        'lagMs', CASE WHEN replay_lsn >= sent_lsn THEN 0 ELSE round(extract(epoch FROM replay_lag) * 1000) END
      ) ORDER BY application_name), '[]') FROM pg_stat_replication)
  ) AS state`;
