/** Which keys Patroni 4.1 reads, and where; taken from its `validator.py` and `config.py`. `*` takes any key. */
export type KeyTree = { readonly [key: string]: KeyTree | 'value' };

const account: KeyTree = {
  username: 'value',
  password: 'value',
  sslmode: 'value',
  sslcert: 'value',
  sslkey: 'value',
  sslpassword: 'value',
  sslrootcert: 'value',
  sslcrl: 'value',
  sslcrldir: 'value',
  gssencmode: 'value',
  channel_binding: 'value',
  sslnegotiation: 'value',
};

const anything: KeyTree = { '*': 'value' };

/** Keys of `postgresql:` that may stand in the local file and in the dynamic configuration. */
export const sharedPostgresql: KeyTree = {
  parameters: anything,
  pg_hba: 'value',
  pg_ident: 'value',
  pg_ctl_timeout: 'value',
  use_pg_rewind: 'value',
  use_unix_socket: 'value',
  use_unix_socket_repl: 'value',
  remove_data_directory_on_rewind_failure: 'value',
  remove_data_directory_on_diverged_timelines: 'value',
  recovery_conf: anything,
  custom_conf: 'value',
  callbacks: anything,
  create_replica_methods: 'value',
  before_stop: 'value',
  pre_promote: 'value',
  krbsrvname: 'value',
  database: 'value',
  basebackup: anything,
  rewind: 'value',
  config_base_name: 'value',
};

/** The dynamic configuration: `bootstrap.dcs`, later in ZooKeeper. */
export const dynamicKeys: KeyTree = {
  ttl: 'value',
  loop_wait: 'value',
  retry_timeout: 'value',
  maximum_lag_on_failover: 'value',
  maximum_lag_on_syncnode: 'value',
  max_timelines_history: 'value',
  primary_start_timeout: 'value',
  primary_stop_timeout: 'value',
  synchronous_mode: 'value',
  synchronous_mode_strict: 'value',
  synchronous_node_count: 'value',
  failsafe_mode: 'value',
  check_timeline: 'value',
  pause: 'value',
  member_slots_ttl: 'value',
  standby_cluster: anything,
  slots: anything,
  permanent_slots: anything,
  permanent_replication_slots: anything,
  ignore_slots: 'value',
  postgresql: { ...sharedPostgresql, use_slots: 'value' },
};

/** The whole file. */
export const fileKeys: KeyTree = {
  name: 'value',
  scope: 'value',
  namespace: 'value',
  thread_pool_size: 'value',
  thread_stack_size: 'value',
  log: anything,
  ctl: anything,
  restapi: {
    listen: 'value',
    connect_address: 'value',
    authentication: { username: 'value', password: 'value' },
    certfile: 'value',
    keyfile: 'value',
    keyfile_password: 'value',
    cafile: 'value',
    ciphers: 'value',
    verify_client: 'value',
    allowlist: 'value',
    allowlist_include_members: 'value',
    http_extra_headers: anything,
    https_extra_headers: anything,
    request_queue_size: 'value',
    server_tokens: 'value',
    thread_pool_size: 'value',
  },
  bootstrap: {
    dcs: dynamicKeys,
    initdb: 'value',
    method: 'value',
    pg_hba: 'value',
    post_bootstrap: 'value',
    post_init: 'value',
    '*': anything,
  },
  zookeeper: {
    hosts: 'value',
    use_ssl: 'value',
    cacert: 'value',
    cert: 'value',
    key: 'value',
    key_password: 'value',
    verify: 'value',
    set_acls: anything,
    auth_data: anything,
  },
  consul: anything,
  etcd: anything,
  etcd3: anything,
  exhibitor: anything,
  kubernetes: anything,
  raft: anything,
  citus: anything,
  postgresql: {
    ...sharedPostgresql,
    listen: 'value',
    connect_address: 'value',
    proxy_address: 'value',
    data_dir: 'value',
    config_dir: 'value',
    bin_dir: 'value',
    bin_name: anything,
    pgpass: 'value',
    authentication: { superuser: account, replication: account, rewind: account },
    // Methods of `create_replica_methods` stand here under names of the author's choice.
    '*': anything,
  },
  watchdog: anything,
  tags: anything,
};

/** Names of older versions, and what to write instead. */
export const renamedKeys: Readonly<Record<string, string>> = {
  master_start_timeout: 'primary_start_timeout',
  master_stop_timeout: 'primary_stop_timeout',
  wal_keep_segments: 'wal_keep_size',
  create_replica_method: 'create_replica_methods',
  whitelist: 'allowlist',
};

/** Parameters that Patroni takes from the dynamic configuration only: they must be the same on all nodes. */
export const controlledParameters: ReadonlySet<string> = new Set([
  'wal_level',
  'hot_standby',
  'max_connections',
  'max_wal_senders',
  'wal_keep_segments',
  'wal_keep_size',
  'max_prepared_transactions',
  'max_locks_per_transaction',
  'track_commit_timestamp',
  'max_replication_slots',
  'max_worker_processes',
  'wal_log_hints',
]);

/** Parameters that Patroni sets itself, from other keys. */
export const ownParameters: Readonly<Record<string, string>> = {
  listen_addresses: 'postgresql.listen',
  port: 'postgresql.listen',
  cluster_name: 'scope',
};

/** The smallest values that Patroni takes for what it controls; it puts its own in the place of a smaller one. */
export const leastParameters: Readonly<Record<string, number>> = {
  max_connections: 25,
  max_wal_senders: 3,
  max_locks_per_transaction: 32,
  max_replication_slots: 4,
  max_worker_processes: 2,
};
