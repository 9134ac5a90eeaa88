// What stands on the pages of steps comes as one file as well: each of these apart would cost a round trip
// and a file of its own, and the next step finds this one in the browser's cache.
import './every-page.ts';
import './lab-checks.ts';
import './lab-cluster.ts';
import './lab-command.ts';
import './lab-comparison.ts';
import './lab-dock.ts';
import './lab-fault-measurement.ts';
import './lab-fault-whole.ts';
import './lab-figure.ts';
import './lab-file.ts';
import './lab-name.ts';
import './lab-phases.ts';
import './lab-playback.ts';
import './lab-prediction.ts';
import './lab-probe.ts';
import './lab-question.ts';
import './lab-running-configuration.ts';
import './lab-scheme.ts';
import './lab-strip.ts';
import './lab-terminal.ts';
import './lab-terminals.ts';
