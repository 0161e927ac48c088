// The rows of a benchmark as they are measured, one line of JSON each: a run that is cut off loses the row that it was at,
// and another can go on after the rest.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/** How long the news of a Ctrl-C may take, ms. */
const interruptDelay = 20;

/**
 * Until the journal is closed, an end of the process by an error or a signal says which rows it has.
 *
 * @param {string} file
 * @param {{ isResumed: boolean, conditions: object }} options rows of a run under other conditions do not belong to this one
 * @returns `{ once(key, measure), close() }`: `once` gives the row of that name, which it measures only when the journal
 *   lacks it; `close` is for the run that has all of its rows, and removes the file
 * @throws Error when the file is there and is not to be resumed, or is of a run under other conditions
 */
export function openJournal(file, { isResumed, conditions }) {
  const path = relative(process.cwd(), file);
  const rows = new Map();
  if (existsSync(file)) {
    const kept = readJournal(file);
    if (!isResumed) {
      throw new Error(
        `${path} has ${kept.rows.size} rows of a run that was cut off: go on with --resume, or delete the file`,
      );
    }
    if (!isDeepStrictEqual(kept.conditions, conditions)) {
      throw new Error(
        `--resume: ${path} is of a run with ${JSON.stringify(kept.conditions)}, this is one with ${JSON.stringify(conditions)}: delete the file`,
      );
    }
    for (const [key, row] of kept.rows) rows.set(key, row);
    console.log(`Going on after ${rows.size} rows of ${path}`);
  }
  // Written anew: the last line of a run that was cut off may be half a line.
  mkdirSync(dirname(file), { recursive: true });
  const lines = [{ conditions }, ...[...rows].map(([key, row]) => ({ key, row }))];
  writeFileSync(`${file}.part`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  renameSync(`${file}.part`, file);

  const tell = () => {
    if (rows.size === 0) {
      rmSync(file);
      return;
    }
    console.error(`Cut off. ${path} keeps these ${rows.size} rows; --resume goes on after them:`);
    for (const key of rows.keys()) console.error(`  ${key}`);
  };
  const stops = { SIGINT: () => process.exit(130), SIGTERM: () => process.exit(143) };
  process.once('exit', tell);
  for (const [signal, stop] of Object.entries(stops)) process.once(signal, stop);
  return {
    once: async (key, measure) => {
      if (rows.has(key)) return rows.get(key);
      const row = await measure();
      // Ctrl-C may end a child before it is seen here, and what that child left undone is no result.
      await setTimeout(interruptDelay);
      rows.set(key, row);
      appendFileSync(file, `${JSON.stringify({ key, row })}\n`);
      return row;
    },
    close: () => {
      process.removeListener('exit', tell);
      for (const [signal, stop] of Object.entries(stops)) process.removeListener(signal, stop);
      rmSync(file);
    },
  };
}

function readJournal(file) {
  const [head, ...lines] = readFileSync(file, 'utf8').split('\n');
  const rows = new Map();
  for (const line of lines) {
    try {
      const { key, row } = JSON.parse(line);
      rows.set(key, row);
    } catch {
      // After the last line feed is nothing, or what was being written when the run was cut off.
    }
  }
  return { conditions: JSON.parse(head).conditions, rows };
}
