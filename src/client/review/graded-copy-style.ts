/** The looks of a graded copy: it stands alone, on a screen and on paper. */
export const gradedCopyStyle = `
:root { color-scheme: light; }
body { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; background: #fff; color: #1c2233;
  font: 1rem/1.55 Georgia, 'Times New Roman', serif; overflow-wrap: anywhere; }
.kind, .facts { color: #535b70; font: 0.875rem/1.5 'Segoe UI', Roboto, Arial, sans-serif; }
h1 { margin: 0.25rem 0; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 2rem 0 0.5rem; padding-top: 0.75rem; border-top: 1px solid #d8dce4; font-size: 1.25rem; }
h3 { margin: 1rem 0 0.25rem; font-size: 1rem; }
p { margin: 0.375rem 0; }
.total { font-size: 1.375rem; font-weight: 600; }
.shown { color: #1b6a45; }
.not-shown { color: #535b70; }
.remark { margin: 0.75rem 0; padding: 0.5rem 0.75rem; border-left: 3px solid #a32b36; background: #fbe9e8;
  white-space: pre-wrap; break-inside: avoid; }
.answers { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.25rem; }
.answer, .model p { white-space: pre-wrap; }
.model { padding-left: 0.75rem; border-left: 3px solid #1b6a45; color: #535b70; font-size: 0.875rem; }
table { width: 100%; border-collapse: collapse; font: 0.875rem/1.4 'Segoe UI', Roboto, Arial, sans-serif; }
th, td { padding: 0.25rem 0.5rem 0.25rem 0; border-bottom: 1px solid #d8dce4; text-align: left; vertical-align: top; }
@media (max-width: 40rem) { .answers { grid-template-columns: 1fr; } }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } section { break-inside: auto; } }
`;
