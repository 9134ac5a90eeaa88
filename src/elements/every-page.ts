// The elements that stand on every page come as one file: a request each would cost more than they weigh.
import './lab-page.ts';
import './lab-banner.ts';
import './lab-menu.ts';
import './lab-progress.ts';
import './lab-run-menu.ts';
import './lab-shortcuts.ts';
import './lab-theme.ts';
