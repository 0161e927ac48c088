import type { ReportInBox } from './in-box-data.js';
import type {
  ReportCommand,
  ReportHistogram,
  ReportRule,
  ReportScalar,
  ReportVerdictCounts,
} from './report-data.js';

/**
 * Everything an audit's report is made from, as plain JSON: the verdicts on one output layer, gathered by the caller.
 *
 * Required are `title`, `createdAt`, `layer`, `question` and `verdicts`; what else is missing, its part is left out.
 */
export interface AuditReportData {
  /** The heading of the page. */
  readonly title: string;
  /** When the audit ended, ISO 8601. The report itself never reads a clock. */
  readonly createdAt: string;
  readonly layer: AuditLayer;
  readonly question: AuditQuestion;
  /** Of all that was asked about. */
  readonly verdicts: ReportVerdictCounts;
  /** Where only a random sample was asked about: what it says of all there are. */
  readonly sample?: AuditSample;
  /** The verdicts by the number of labels in a set, increasing. */
  readonly byCardinality?: readonly (ReportVerdictCounts & { readonly cardinality: number })[];
  /** Margins of the argmaxable sets: the values, or a histogram of their log10. */
  readonly margins?: readonly number[] | ReportHistogram;
  /** Whether these are the largest margins there are, and not those of the first inputs found. */
  readonly marginsAreBest?: boolean;
  /** The same as the papers decide it. */
  readonly inBox?: ReportInBox;
  /** What decided how many, most first: names such as `active-set`. */
  readonly decidedBy?: readonly AuditDecider[];
  /** For the argmax rule: every class that was asked about. */
  readonly rows?: readonly AuditRow[];
  /** Proved impossible; the ones to show. `verdicts.unargmaxable` counts all. */
  readonly unargmaxable?: readonly AuditUnargmaxable[];
  /** Not decided; the ones to show. */
  readonly undecided?: readonly AuditUndecided[];
  /** Commands that check every proof without a solver. */
  readonly verify?: readonly ReportCommand[];
  /** Commands that make this audit again. */
  readonly reproduce?: readonly ReportCommand[];
  readonly environment?: Readonly<Record<string, ReportScalar>>;
  /** Wall-clock seconds of the audit. */
  readonly seconds?: number;
  readonly notes?: readonly string[];
}

/** The layer that was audited: scores = W x + b. */
export interface AuditLayer {
  /** The file, as a reader would call it. */
  readonly source: string;
  /** The name of the weights in it. */
  readonly tensor?: string;
  readonly biasTensor?: string;
  /** n: rows of W. */
  readonly numLabels: number;
  /** d: columns of W. */
  readonly dim: number;
  readonly hasBias: boolean;
  /** Hashes, layouts and the like: shown as a list of names and values. */
  readonly details?: Readonly<Record<string, ReportScalar>>;
}

/** What was asked. */
export interface AuditQuestion {
  readonly rule: ReportRule;
  /** B, where only inputs with |x_j| <= B count. */
  readonly box?: number;
  /** What the audited things are called, in the plural: `classes`, `characters`, `label sets`. */
  readonly noun: string;
  /** Which were asked about, in words: `every class`, `1,000 random label sets of 5 labels (seed 0)`. */
  readonly asked: string;
}

/** What a random sample says of all label sets it was drawn from. */
export interface AuditSample {
  /** How many there are, as a reader would write it: `6,625`, `1.2e+45`. */
  readonly population: string;
  /** Share of unargmaxable ones in all: the sample's, and a confidence interval, in [0, 1]. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Of the interval, such as 0.95. */
  readonly confidence: number;
}

/** One method of deciding. */
export interface AuditDecider {
  readonly name: string;
  readonly count: number;
  /** Time of all its decisions together, over all threads. */
  readonly seconds?: number;
}

/** One class: the length of its row of W, its bias, its verdict. */
export interface AuditRow {
  readonly norm: number;
  readonly bias?: number;
  readonly status: 'argmaxable' | 'unargmaxable' | 'undecided';
}

/** A label set (for argmax, of one class) that can never be output, with its certificate. */
export interface AuditUnargmaxable {
  /** Names, or numbers where there are none. */
  readonly labels: readonly string[];
  /** The numbers, where `labels` are names. */
  readonly numbers?: readonly number[];
  /** The kind of proof: `exact`, `bounded`, … */
  readonly proof: string;
  /** The combination that rules the set out; left out where there would be too many to show. */
  readonly certificate?: readonly AuditCertificateRow[];
}

/** One row of a certificate. */
export interface AuditCertificateRow {
  readonly label: string;
  /** Whether the label belongs to the set. */
  readonly inSet: boolean;
  /** > 0; only ratios matter. */
  readonly multiplier: number;
}

/** A label set that was neither proved possible nor impossible. */
export interface AuditUndecided {
  readonly labels: readonly string[];
  readonly numbers?: readonly number[];
  readonly reason: string;
  /** No input has a larger margin. */
  readonly marginUpperBound?: number;
}
