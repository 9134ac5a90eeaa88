/** Where everything stands in the archive of a report. */
export const bundlePaths = {
  readme: 'README.md',
  index: 'index.html',
  figures: 'ReportPhoto/',
  journal: 'run/journal.ndjson',
  checkpoints: 'run/checkpoints.ndjson',
  recordings: 'run/recordings/',
  files: 'run/files.json',
  fileTexts: 'run/files/',
  manifest: 'run/manifest.json',
  signature: 'run/manifest.sig',
} as const;

/** The ending of a recording's file. */
export const castEnding = '.cast';
