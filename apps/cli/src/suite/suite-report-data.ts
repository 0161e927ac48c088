import type { StudyClaim, StudyFinding, StudyReportData, StudyTable, StudyWord } from '@sbn/report';
import type { StudyContent } from '../experiment/study-content.js';
import { reportEnvironment } from '../report-environment.js';
import { gatherClaims } from './gather-claims.js';
import type { MissingData } from './load-suite.js';

/** A table with more rows stays in the report of its experiment. */
const mostRows = 60;

/** What one experiment has to say in the report of a suite. */
export interface SuitePart {
  readonly name: string;
  /** The heading of its section. */
  readonly title: string;
  readonly description?: string | undefined;
  /** What runs it again. */
  readonly command: string;
  readonly content: StudyContent;
  /** What computed its runs. */
  readonly backends: readonly string[];
}

/** What {@link suiteReportData} gathers. */
export interface SuiteReportOptions {
  readonly name: string;
  readonly createdAt: string;
  readonly parts: readonly SuitePart[];
  readonly leftOut: readonly MissingData[];
  /** Experiments whose task has no figures for a report of several. */
  readonly without: readonly string[];
  /** How many runs of an experiment are not done. */
  readonly missing: readonly { readonly name: string; readonly numRuns: number }[];
  /** What makes the report again. */
  readonly command: string;
}

/**
 * One report of several experiments: the claims of the paper's abstract over all of them first, then those of each, then
 * a section with the charts and tables of each.
 */
export function suiteReportData(options: SuiteReportOptions): StudyReportData & {
  readonly claims: readonly StudyClaim[];
} {
  const { name, createdAt, parts, leftOut, without, missing, command } = options;
  const own = parts.map((part) => ownPart(part));
  const abstract = gatherClaims(
    parts.map(({ title, content }) => ({ title, claims: content.claims ?? [] })),
    command,
  );
  const notes = [
    ...leftOut.map(
      ({ name: other, files }) => `Left out, since its data is not there: ${other} (${files.join(', ')}).`,
    ),
    ...without.map((other) => `${other} has a report of its own only, beside its runs.`),
    ...missing.map(
      ({ name: other, numRuns }) =>
        `${other}: ${numRuns} ${numRuns === 1 ? 'run is' : 'runs are'} not done yet, and left out.`,
    ),
  ];
  const titles = parts.map(({ title }) => title);
  return {
    title: `Experiments: ${name}`,
    createdAt,
    description: `${parts.length === 1 ? 'One experiment' : `${parts.length} experiments`} side by side: ${titles.join('; ')}. Intervals hold 95% over the seeds of a head.`,
    claims: [...abstract, ...own.flatMap(({ claims }) => claims)],
    findings: [tally(abstract), ...own.flatMap(({ findings }) => findings)],
    charts: own.flatMap(({ charts }) => charts),
    // Each experiment has them in a report of its own.
    oneByOne: false,
    tables: [...own.flatMap(({ tables }) => tables), experimentTable(parts)],
    galleries: own.flatMap(({ galleries }) => galleries),
    sections: own.flatMap(({ charts, tables, galleries }) =>
      [...charts, ...tables, ...galleries].map(({ section }) => section!),
    ),
    reproduce: [{ command }, ...parts.map((part) => ({ command: part.command, note: part.title }))],
    environment: reportEnvironment(parts.flatMap(({ backends }) => backends)),
    ...(notes.length === 0 ? {} : { notes }),
    glossary: distinctWords(parts.flatMap(({ content }) => content.glossary ?? [])),
  };
}

/** How many claims of the abstract the runs bear out. */
function tally(claims: readonly StudyClaim[]): StudyFinding {
  const borneOut = claims.filter(({ verdict }) => verdict === 'borne-out').length;
  return {
    sentence: `${borneOut} of ${claims.length} claims of the paper's abstract are borne out by every experiment that speaks to them.`,
    figure: { value: `${borneOut} of ${claims.length}`, label: 'claims of the abstract borne out by all' },
  };
}

/** What was run, one row for each experiment. */
function experimentTable(parts: readonly SuitePart[]): StudyTable {
  return {
    id: 'experiments',
    title: 'What was run',
    section: 'The experiments',
    rowTitle: 'Experiment',
    columns: [
      { key: 'what', title: 'What it is' },
      { key: 'outcome', title: 'What came of it' },
    ],
    rows: parts.map(({ title, description, content: { setting, outcome } }) => ({
      label: title,
      values: {
        what: [...(description === undefined ? [] : [description.trim()]), ...setting].join(' '),
        outcome: outcome ?? null,
      },
    })),
  };
}

/** The content of one experiment under ids of its own, in a section of its name. */
function ownPart({ name, title, command, content }: SuitePart): {
  readonly claims: readonly StudyClaim[];
} & Required<Pick<StudyReportData, 'findings' | 'charts' | 'tables' | 'galleries'>> {
  const { claims = [], findings = [], charts = [], tables = [], galleries = [] } = content;
  const prefix = idOf(name);
  const own = <
    Item extends { readonly id: string; readonly section?: string; readonly claims?: readonly string[] },
  >(
    item: Item,
  ): Item => ({
    ...item,
    id: `${prefix}-${item.id}`,
    section: item.section === undefined ? title : `${title}: ${item.section}`,
    ...(item.claims === undefined ? {} : { claims: item.claims.map((id) => `${prefix}-${id}`) }),
  });
  return {
    claims: claims.map((claim) => ({
      ...claim,
      id: `${prefix}-${claim.id}`,
      group: title,
      command: claim.command ?? command,
    })),
    findings: findings.map((finding) => {
      // Without their large numbers, which speak of one experiment alone.
      const {
        figure: _figure,
        sentence,
        ...more
      } = typeof finding === 'string' ? { sentence: finding } : finding;
      return { ...more, sentence: `${title}: ${sentence}` };
    }),
    charts: charts.map(own),
    // The longest are for who looks up a number, in the experiment's own report.
    tables: tables.filter(({ rows }) => rows.length <= mostRows).map(own),
    galleries: galleries.map(own),
  };
}

/** The name of an experiment as a part of ids and file names. */
function idOf(name: string): string {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .join('-');
}

/** Each word once, as the first experiment explains it. */
function distinctWords(words: readonly StudyWord[]): StudyWord[] {
  return [...new Map(words.toReversed().map((word) => [word.word, word])).values()].toReversed();
}
