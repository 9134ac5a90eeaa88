// The elements of the page «Отчёт» come as one file: a request each would cost more than they weigh.
import './lab-download.ts';
import './lab-hidden-preview.ts';
import './lab-hide-text.ts';
import './lab-report.ts';
