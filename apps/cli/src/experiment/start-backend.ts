import type { BackendWord } from '../config/backend.js';
import type { Terminal } from '../terminal/terminal.js';

/**
 * Starts a TensorFlow.js backend, and says which it is and why it is no better one.
 *
 * @returns its name
 */
export async function startBackend(wanted: BackendWord, terminal: Terminal): Promise<string> {
  const { describeRuntime, selectBackend } = await import('@sbn/train');
  const { name, others } = await selectBackend(wanted);
  // With `auto` the ones before it in the order of preference are the ones that do not work.
  const missing = others.filter(({ status }) => status === 'not-installed').map((other) => other.name);
  const failed = others.filter(({ status }) => status === 'failed').map((other) => other.name);
  const why = [
    ...(missing.length === 0 ? [] : [`${missing.join(', ')}: not installed`]),
    ...(failed.length === 0 ? [] : [`${failed.join(', ')}: do not start`]),
  ].join('; ');
  terminal.note(`  Backend ${name}${why === '' ? '' : ` (${why}; more by: sbn backends)`}`);
  if (!describeRuntime().sharedMemory) {
    terminal.note(
      '  One thread computes: this Node has no SharedArrayBuffer, through which threads share memory',
    );
  }
  return name;
}
