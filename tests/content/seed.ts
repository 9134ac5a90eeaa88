/** The seed's commands and SQL, to the letter and in its order; `{leader}` and `{stopped}` stand for its `pg-slave`. */
export const seedCommands: readonly string[] = [
  'docker build --no-cache -f Dockerfile -t localhost/postgres:patroni .',
  'docker compose up -d',
  'docker compose ps',
  'docker compose logs pg-master | grep leader',
  'docker compose logs pg-slave | grep leader',
  'docker logs zoo | grep 2181',
  [
    'CREATE TABLE test_table (id int, data varchar);',
    "INSERT INTO test_table VALUES('2', 'data for replic');",
    'SELECT * FROM test_table',
  ].join('\n'),
  'SELECT * FROM test_table',
  "INSERT INTO test_table VALUES('3', 'data error')",
  'docker compose down',
  'docker compose up -d',
  'docker logs postgres_entrypoint',
  'docker stop {leader}',
  'docker start {stopped}',
];

/** The seed's figures in its order: the names of the files in its ReportPhoto folder. */
export const seedFigures: readonly string[] = [
  'build',
  'compose',
  'whoLeader',
  'zooStarted',
  'editLeader',
  'lookingReplic',
  'errorEdit',
  'restart',
  'haproxyLogs',
  'haproxyConnected',
  'stopMaster',
  'replicUpdated',
  'restartMaster',
  'oldmasterUpdated',
  'oldmasterNowIsReplic',
];
