// Talks to bench/peers/chebyshev_lp.py: HiGHS and Gurobi as native code, in a process of their own. Nothing here needs
// Python to be there; without it the answer is what is missing and how to get it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const folder = join(import.meta.dirname, 'peers');
const binaries = process.platform === 'win32' ? 'Scripts' : 'bin';

/** The commands that put the native peers in place, run in the repository. */
export const installCommand = `python3 -m venv bench/peers/.venv && bench/peers/.venv/${binaries}/pip install -r bench/peers/requirements.txt`;

/**
 * Starts the worker process.
 *
 * @param {string} python the interpreter; that of bench/peers/.venv when left out
 * @returns the peers, with `solvers` empty and `missing` saying why where there is no Python; `close()` ends the process
 */
export async function openNativePeers(
  python = join(folder, '.venv', binaries, process.platform === 'win32' ? 'python.exe' : 'python'),
) {
  const nothing = (reason) => ({
    solvers: [],
    versions: {},
    limits: {},
    missing: { highspy: reason, gurobipy: reason },
    close: () => {},
  });
  if (!existsSync(python)) return nothing('bench/peers/.venv is not there');
  const child = spawn(python, [join(folder, 'chebyshev_lp.py')], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (text) => {
    complaints = (complaints + text).slice(-2000);
  });
  child.stdin.on('error', () => {}); // A process that is gone is seen by the reader.
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`));
  });
  const read = async () => {
    const { value, done } = await lines.next();
    if (!done) return JSON.parse(value);
    throw new Error(`The native peers gave no answer: ${await ended}. ${complaints.trim()}`);
  };
  const close = () => child.stdin.end();
  let greeting;
  try {
    greeting = await read();
  } catch (error) {
    return nothing(error.message);
  }
  let numRequests = 0;
  return {
    ...greeting,
    /**
     * @param request `{ matrix, bias?, box, solver, goal, labels, timeLimit? }`, the files in NumPy's format
     * @returns `{ status, radius, modelSeconds, solveSeconds, cpuSeconds }`
     */
    solve: async ({ labels, ...request }) => {
      const id = ++numRequests;
      child.stdin.write(`${JSON.stringify({ id, ...request, sets: [labels] })}\n`);
      const answer = await read();
      if (answer.error !== undefined) throw new Error(`${request.solver}: ${answer.error}`);
      if (answer.id !== id) throw new Error(`The native peers answered ${answer.id} in place of ${id}`);
      return answer;
    },
    close,
  };
}
