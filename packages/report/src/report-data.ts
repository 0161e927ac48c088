import type { ReportInBox } from './in-box-data.js';

/**
 * Everything a report is made from, as plain JSON: what a run folder holds, gathered by the caller.
 *
 * Only `title`, `createdAt`, `dataset.name` and `runs` are required. Whatever else is missing, the report leaves its
 * section out or says in one line what is missing. A metric that could not be computed is `null` (or not a finite number).
 */
export interface ReportData {
  /** The heading of the page. */
  readonly title: string;
  /** When the experiment ended, ISO 8601 (for example `2025-03-01T12:30:00Z`). The report itself never reads a clock. */
  readonly createdAt: string;
  readonly dataset: ReportDataset;
  /** One entry per trained head and seed. Runs that share `head.label` are seeds of one configuration. */
  readonly runs: readonly ReportRun[];
  /**
   * The test metric that the charts and the summary speak about, a key of `ReportRun.test`.
   * Default: `f1At5`, else the first key that starts with `f1At`, else the first key there is.
   */
  readonly primaryMetric?: string;
  /** What counts as output in the detections of all runs: threshold when left out. */
  readonly rule?: ReportRule;
  /**
   * Pairs to set side by side, by `head.label`. Default: every head with s slack dims against each
   * bottlenecked sigmoid layer of width d = 2s. Give an empty list for no comparison.
   */
  readonly comparisons?: readonly ReportComparison[];
  /** The whole resolved configuration, as text (YAML or JSON); shown as it is. */
  readonly config?: string;
  /** Commands that make this report again, in order. */
  readonly reproduce?: readonly ReportCommand[];
  /** Versions and machine: shown as a list of names and values, in the given order. */
  readonly environment?: Readonly<Record<string, ReportScalar>>;
  /** Short remarks for the reader, shown under the summary (for example "small settings: one seed"). */
  readonly notes?: readonly string[];
}

/** When a label set is output: all scores above 0, the highest score, the k highest. */
export type ReportRule = 'threshold' | 'argmax' | { readonly topK: number };

/** A value of a name/value list. */
export type ReportScalar = string | number | boolean | null;

/**
 * Metric values by key (`f1At5`, `precisionAt5`, `microF1`, …); `null` where a metric has no value. A whole metrics report
 * may be given: entries that are no scores (`num…`, `threshold`, `…Error`) are not shown.
 */
export type ReportMetrics = Readonly<Record<string, number | null>>;

/** The data set and where it came from. */
export interface ReportDataset {
  readonly name: string;
  /** One or two sentences: what an example is, what a label is. */
  readonly description?: string;
  readonly numLabels?: number;
  /** Width of the input: number of features of a bag, or length of a dense vector. */
  readonly inputDim?: number;
  readonly inputKind?: string;
  readonly splits?: readonly ReportSplit[];
  /** Source, licence, options, counts: shown as a list of names and values. */
  readonly provenance?: Readonly<Record<string, ReportScalar>>;
}

/** One split of the data. */
export interface ReportSplit {
  /** `train`, `valid`, `test`, … */
  readonly name: string;
  readonly numExamples: number;
  /** Number of different label sets among the examples. */
  readonly numLabelSets?: number;
  /** `cardinality[c]` = number of examples with exactly c labels. */
  readonly cardinality?: readonly number[];
}

/** One trained head with one seed. */
export interface ReportRun {
  /** Unique name of the run, normally its folder's name. */
  readonly id: string;
  readonly head: ReportHead;
  readonly seed: number;
  /** Metrics on the test split. */
  readonly test?: ReportMetrics;
  /** Per epoch, in order. */
  readonly history?: readonly ReportEpoch[];
  /** Verdicts on the test label sets. */
  readonly detection?: ReportDetection;
  readonly timing?: ReportTiming;
}

/** A configuration of an output layer. */
export interface ReportHead {
  /** `sigmoid`, `sigmoid-bottleneck`, `dft`, `vandermonde`, or any other name. Decides the colour. */
  readonly kind: string;
  /** Name of the configuration, the same for all its seeds, such as `DFT k=25, slack 50`. */
  readonly label: string;
  /**
   * Configurations of one series are joined by a line and share a colour. Default: from `kind` and `k`
   * (`BSL`, `DFT k=25`, `Sigmoid`).
   */
  readonly series?: string;
  /** d, the number of columns of the output matrix: the width of the layer, and an upper bound of its rank. */
  readonly columns: number;
  /** The layer is built so that every label set with at most k labels is argmaxable. Left out: no such guarantee. */
  readonly k?: number;
  /** Learned columns beside the fixed ones. */
  readonly slackDims?: number;
  /** Trainable parameters of the head, biases included. */
  readonly numParams: number;
  /** Trainable parameters without biases, as papers count them. */
  readonly numWeights?: number;
}

/** One line of a learning curve. */
export interface ReportEpoch {
  /** 1 for the first epoch; may be fractional where evaluation is more often than once an epoch. */
  readonly epoch: number;
  readonly step?: number;
  /** Mean training loss since the line before. */
  readonly trainLoss?: number | null;
  readonly valid?: ReportMetrics;
  readonly seconds?: number;
}

/** How many test label sets the layer can output. `argmaxable + unargmaxable + undecided = total`. */
export interface ReportDetection {
  /** Number of different label sets that were checked. */
  readonly total: number;
  readonly argmaxable: number;
  readonly unargmaxable: number;
  readonly undecided: number;
  /** The same counts for the sets that the head's construction promises: those with at most `head.k` labels. */
  readonly guarantee?: ReportVerdictCounts;
  /** The same counts over examples: each label set counted as often as it occurs. */
  readonly perExample?: ReportVerdictCounts;
  /** Margins of the argmaxable sets: the values, or a histogram of their log10. */
  readonly margins?: readonly number[] | ReportHistogram;
  /** The same label sets as the papers decide them. */
  readonly inBox?: ReportInBox;
  /** Label sets worth showing, best first. */
  readonly examples?: readonly ReportVerdictExample[];
  /** Wall-clock seconds of the detection. */
  readonly seconds?: number;
}

/** Counts of verdicts; the three add up to `total`. */
export interface ReportVerdictCounts {
  readonly total: number;
  readonly argmaxable: number;
  readonly unargmaxable: number;
  readonly undecided: number;
}

/** Counts per bin of log10(margin): `counts[i]` lies in [log10Edges[i], log10Edges[i + 1]). */
export interface ReportHistogram {
  readonly log10Edges: readonly number[];
  readonly counts: readonly number[];
}

/** One label set and its verdict. */
export interface ReportVerdictExample {
  /** Names of the labels in the set. */
  readonly labels: readonly string[];
  readonly status: 'argmaxable' | 'unargmaxable' | 'undecided';
  /** One line: the margin, the reason, how many examples carry this set, … */
  readonly note?: string;
}

/** How long the parts of a run took, and where. */
export interface ReportTiming {
  readonly trainSeconds?: number;
  readonly evaluateSeconds?: number;
  readonly detectSeconds?: number;
  readonly peakMemoryBytes?: number;
  /** Name of the backend that trained the head. */
  readonly backend?: string;
}

/** Two configurations to set side by side, by `head.label`. */
export interface ReportComparison {
  readonly candidate: string;
  readonly baseline: string;
}

/** One command of the recipe. */
export interface ReportCommand {
  readonly command: string;
  readonly note?: string;
}

/** One chart as files: a self-contained light SVG and its PNG at twice the size. */
export interface RenderedChart {
  /** File name without extension, such as `f1-against-parameters`. */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
  readonly png: Uint8Array;
}

/** What `renderReport` returns. */
export interface RenderedReport {
  /** One HTML page that needs nothing else: no script, no request. */
  readonly html: string;
  readonly charts: readonly RenderedChart[];
}
