import type { ReportCommand, ReportScalar } from './report-data.js';

/**
 * Everything a study's report is made from, as plain JSON: tables and charts of any numbers over any heads, gathered by
 * the caller.
 *
 * Required are `title`, `createdAt` and `description`; what else is missing, its part is left out.
 */
export interface StudyReportData {
  /** The heading of the page. */
  readonly title: string;
  /** When the study ended, ISO 8601. The report itself never reads a clock. */
  readonly createdAt: string;
  /** What is asked, in one to three sentences. */
  readonly description: string;
  /** What was expected, as it was written down before the run; an empty line starts a paragraph. */
  readonly expectation?: string;
  /** What came of it, shown beside the expectation. */
  readonly outcome?: string;
  /** What a paper claims and what our runs say of it: a section at the top. */
  readonly claims?: readonly StudyClaim[];
  /** What the numbers say, most telling first. */
  readonly findings?: readonly (string | StudyFinding)[];
  readonly charts?: readonly StudyChart[];
  /**
   * Whether a chart whose lines lie over each other is followed by one that shows them one by one. Default: true. A report
   * of several studies, which have pages of their own, is too long with them.
   */
  readonly oneByOne?: boolean;
  readonly tables?: readonly StudyTable[];
  readonly galleries?: readonly StudyGallery[];
  /** The parts of the page in order; those that are not named come last, in the order of charts, tables and galleries. */
  readonly sections?: readonly string[];
  /** The whole resolved configuration, as text (YAML or JSON); shown as it is. */
  readonly config?: string;
  /** Commands that make this report again, in order. */
  readonly reproduce?: readonly ReportCommand[];
  /** Versions and machine: shown as a list of names and values, in the given order. */
  readonly environment?: Readonly<Record<string, ReportScalar>>;
  /** Short remarks for the reader, shown under the summary (for example "small settings: one seed"). */
  readonly notes?: readonly string[];
  /** Words that a reader may not know. */
  readonly glossary?: readonly StudyWord[];
}

/** A finding with more to it than its sentence. */
export interface StudyFinding {
  readonly sentence: string;
  /** A number to show large at the top, and what it is; the first four are shown. */
  readonly figure?: { readonly value: string; readonly label: string };
  /** True: something that must not happen did. */
  readonly alarm?: boolean;
}

/** A claim of a paper, what our runs measured of it, and whether they bear it out. */
export interface StudyClaim {
  /** Unique among the claims: lower-case letters, digits and hyphens. */
  readonly id: string;
  /** What the paper claims, in our words. */
  readonly claim: string;
  /** Where it does: `abstract`, `section 5.2`, `figure 4`. */
  readonly where: string;
  /** What our runs measured, in a sentence, with 95% intervals over seeds; a paragraph for each line. */
  readonly figure: string;
  /** `open`: the runs cannot tell. */
  readonly verdict: 'borne-out' | 'not-borne-out' | 'open';
  /** Why, where it is open or not borne out; a paragraph for each line. */
  readonly remark?: string;
  /** What measures it again. */
  readonly command?: string;
  /** Claims of one group stand together under its name, such as that of an experiment; the ones without come first. */
  readonly group?: string;
}

/** A word and its meaning. */
export interface StudyWord {
  readonly word: string;
  readonly meaning: string;
}

/**
 * A mean over seeds with its 95% confidence interval, as `meanInterval` gives it. `low` and `high` come together; with one
 * seed there is no interval, and both are left out.
 */
export interface StudyInterval {
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
  /** Number of seeds, at least 1. */
  readonly n: number;
}

/** What a cell of a table may hold; null is a number that does not exist, shown as a dash. */
export type StudyValue = number | string | null | StudyInterval | { readonly atLeast: number };

/**
 * How numbers are written: to three significant digits, as whole numbers, as percentages of 1, as durations in seconds,
 * or with a fixed number of decimals.
 */
export type StudyFormat = 'number' | 'count' | 'percent' | 'seconds' | { readonly decimals: number };

/** A table with a row for each head (or whatever else is compared). */
export interface StudyTable {
  /** Unique among the tables: lower-case letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** How to read it. */
  readonly description?: string;
  /**
   * Heading of the part of the page that the table stands in; charts and tables of one part come together, charts first.
   * Default: `Results`.
   */
  readonly section?: string;
  /** Ids of the `claims` that it speaks to: claim and verdict stand beside it. */
  readonly claims?: readonly string[];
  /** Heading of the first column, such as `Head`. */
  readonly rowTitle?: string;
  readonly columns: readonly StudyColumn[];
  readonly rows: readonly StudyRow[];
}

/** One column of a table. */
export interface StudyColumn {
  /** Where its values are in `StudyRow.values`. */
  readonly key: string;
  readonly title: string;
  readonly unit?: string;
  /** Which way is better: the best value of each group is marked. Left out: none is. */
  readonly better?: 'lower' | 'higher';
  /** Default: `number`. */
  readonly format?: StudyFormat;
}

/** One row of a table. */
export interface StudyRow {
  /** Such as the name of a head; where a series of a chart has the same name, the row gets its symbol. */
  readonly label: string;
  /** Rows of one group stand together under its name and are compared with each other only. */
  readonly group?: string;
  /** By column key; a missing one is a dash. */
  readonly values: Readonly<Record<string, StudyValue>>;
}

/** Pictures side by side. */
export interface StudyGallery {
  /** Unique among the galleries: lower-case letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** How to look at them. */
  readonly description?: string;
  /** As of a table; galleries come last in a part. */
  readonly section?: string;
  /** As of a table. */
  readonly claims?: readonly string[];
  /** `large`: drawings with texts in them, which need room. Default: `small`. */
  readonly size?: 'small' | 'large';
  readonly pictures: readonly StudyPicture[];
}

/** One picture of a gallery. */
export interface StudyPicture {
  /** The bytes of a PNG file, base64. */
  readonly png: string;
  /** Under the picture, and in its place for whoever cannot see it. */
  readonly caption: string;
}

/** Lines over a number, one for each head. */
export interface StudyChart {
  /** Unique among the charts: lower-case letters, digits and hyphens. The file name of the picture. */
  readonly id: string;
  readonly title: string;
  /** How to read it, one or two sentences. */
  readonly description: string;
  /** As of a table. */
  readonly section?: string;
  /** As of a table. */
  readonly claims?: readonly string[];
  readonly x: StudyAxis;
  readonly y: StudyAxis;
  /** One to twelve. A name has the same colour and symbol in all charts. */
  readonly series: readonly StudySeries[];
  /** Horizontal lines, such as the entropy of the true distribution. */
  readonly references?: readonly { readonly y: number; readonly name: string }[];
}

/** One axis of a chart. */
export interface StudyAxis {
  readonly title: string;
  /** Default: `linear`. A logarithmic axis has room for positive numbers only. */
  readonly scale?: 'linear' | 'log';
  /** `percent`: shares of 1. Default: `number`. */
  readonly format?: 'number' | 'percent';
}

/** One line of a chart. */
export interface StudySeries {
  readonly name: string;
  /** In any order; each x once. */
  readonly points: readonly StudyPoint[];
  readonly dashed?: boolean;
}

/** One point of a line. */
export interface StudyPoint {
  readonly x: number;
  /** null: not measured; the line has a gap there. */
  readonly y: number | null;
  /** 95% confidence interval of y; both or neither. */
  readonly low?: number;
  readonly high?: number;
}
