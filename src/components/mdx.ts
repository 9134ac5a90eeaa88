import Command from './Command.astro';
import Experiment from './Experiment.astro';
import Figure from './Figure.astro';
import LabFile from './LabFile.astro';
import Name from './Name.astro';
import Note from './Note.astro';
import Question from './Question.astro';
import RunningConfiguration from './RunningConfiguration.astro';
import Scheme from './Scheme.astro';
import Comparison from './fault/Comparison.astro';
import Measurement from './fault/Measurement.astro';
import Precondition from './fault/Precondition.astro';
import Prediction from './fault/Prediction.astro';
import Probe from './fault/Probe.astro';
import Undo from './fault/Undo.astro';

/** What a step's text may use without importing it. */
export const mdxComponents = {
  Command,
  Comparison,
  Experiment,
  Figure,
  LabFile,
  Measurement,
  Name,
  Note,
  Precondition,
  Prediction,
  Probe,
  Question,
  RunningConfiguration,
  Scheme,
  Undo,
};
