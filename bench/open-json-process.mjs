// A program that answers JSON lines by JSON lines: the peers in Python, and our own code where it needs a process of its
// own. The first line is its greeting; every request gets an id, and its answer the same one.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { endWithUs } from './end-with-us.mjs';

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @returns `{ greeting, ask(request), close() }`: `ask` gives the answer, and throws an Error with the program's own
 *   words when it answers `{ error }`
 * @throws Error when the program does not start, or says nothing
 */
export async function openJsonProcess(program, args, { env } = {}) {
  const child = endWithUs(
    spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    }),
  );
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
    throw new Error(`${args[0] ?? program} gave no answer: ${await ended}. ${complaints.trim()}`);
  };
  const greeting = await read();
  let numRequests = 0;
  return {
    greeting,
    ask: async (request) => {
      const id = ++numRequests;
      child.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
      const answer = await read();
      if (answer.error !== undefined) throw new Error(answer.error);
      if (answer.id !== id) throw new Error(`${args[0]} answered ${answer.id} in place of ${id}`);
      return answer;
    },
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
