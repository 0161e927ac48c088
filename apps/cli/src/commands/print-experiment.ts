import type { ExperimentOutcome } from '../experiment/run-experiment.js';
import { summaryTable } from '../experiment/summary-table.js';
import type { Terminal } from '../terminal/terminal.js';

/** Prints what an experiment came to: a table and the path of the report. */
export async function printExperiment(terminal: Terminal, outcome: ExperimentOutcome): Promise<void> {
  const { summary, folder, report, outcomes } = outcome;
  await terminal.printJson({
    ...summary,
    folder,
    report,
    runs: outcomes.map(({ run, path, evaluation }) => ({
      id: run.id,
      path,
      metrics: evaluation?.metrics ?? null,
    })),
  });
  terminal.print(`\n${summaryTable(summary, terminal.colors)}\n`);
  terminal.print(`Report: ${terminal.colors.bold(report)}`);
}
