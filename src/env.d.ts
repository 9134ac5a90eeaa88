declare namespace App {
  interface Locals {
    /** Set by the step page before its text is rendered; read it with `currentStep`. */
    step?: StepOfPage;
  }
}

// eslint-disable-next-line typescript/consistent-type-imports -- an import statement would make this file a module
type StepOfPage = import('../server/protocol/step.ts').Step;
