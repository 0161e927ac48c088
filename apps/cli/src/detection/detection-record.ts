import type { BoxSummary } from './box-summary.js';
import type { VerdictSummary } from './verdict-summary.js';

/** `detection.json`: the verdicts of `verdicts.jsonl`, summed up. */
export interface DetectionRecord extends VerdictSummary {
  /** False while verdicts are still being added. */
  readonly complete: boolean;
  /** What was asked, of which layer: verdicts that answer another question are not gone on with. */
  readonly question: DetectionQuestion;
  /** Wall-clock seconds of the session that completed it. */
  readonly seconds: number;
  /** How many verdicts that session found already there; 0 where it made all of them. */
  readonly resumedFrom: number;
  /** The same label sets as the papers decide them, where a box was given for it. */
  readonly inBox?: BoxSummary;
}

/** What a file of verdicts answers. */
export interface DetectionQuestion {
  readonly rule: 'threshold' | 'argmax' | { readonly topK: number };
  readonly margin: 'best' | 'any';
  readonly acceptMarginBound: number;
  /** B, where only inputs with |x_j| <= B count. */
  readonly box?: number | undefined;
  /** Rows (labels), columns and SHA-256 of the weights and biases. */
  readonly layer: { readonly numLabels: number; readonly dim: number; readonly sha256: string };
  /** Where the label sets come from, in words. */
  readonly labelSets: string;
}
