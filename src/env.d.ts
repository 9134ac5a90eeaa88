declare namespace App {
  interface Locals {
    /** Set by the step page before its text is rendered; read it with `currentStep`. */
    step?: import('../server/protocol/step.ts').Step;
  }
}
