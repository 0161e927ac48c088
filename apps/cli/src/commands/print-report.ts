import type { TaskReport } from '../experiment/task.js';
import type { Terminal } from '../terminal/terminal.js';

/** Prints what an experiment, or one run, came to: a table and the path of the report. */
export async function printReport(terminal: Terminal, folder: string, reported: TaskReport): Promise<void> {
  const { report, json, table } = reported;
  await terminal.printJson({ ...json, folder, report });
  terminal.print(`\n${table(terminal.colors)}\n`);
  terminal.print(`Report: ${terminal.colors.bold(report)}`);
}
