import Command from './Command.astro';
import Experiment from './Experiment.astro';
import Figure from './Figure.astro';
import LabFile from './LabFile.astro';
import Name from './Name.astro';
import Note from './Note.astro';
import Question from './Question.astro';
import Scheme from './Scheme.astro';

/** What a step's text may use without importing it. */
export const mdxComponents = { Command, Experiment, Figure, LabFile, Name, Note, Question, Scheme };
