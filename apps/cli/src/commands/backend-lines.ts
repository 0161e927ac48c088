import type { BackendReport, RuntimeFeatures } from '@sbn/train';
import type { Colors } from '../terminal/colors.js';
import { formatInteger } from '../terminal/format-number.js';

/** Which backends there are, for a person: what works and how it would train, what does not and how to get it. */
export function backendLines(given: {
  readonly runtime: RuntimeFeatures;
  readonly backends: readonly BackendReport[];
  readonly colors: Colors;
}): readonly string[] {
  const { runtime, backends, colors } = given;
  const { bold, green, yellow } = colors;
  const lines = [runtimeLine(runtime), ''];
  for (const report of backends) {
    const works = report.status === 'works';
    lines.push(`${works ? green('✓') : yellow('-')} ${bold(report.name)}: ${stateOf(report)}`);
    if (report.status === 'not-installed' || report.status === 'failed') lines.push(`    ${report.install}`);
  }
  const chosen = backends.find(({ status }) => status === 'works');
  lines.push(
    '',
    chosen === undefined
      ? 'No backend works.'
      : `"backend: auto" takes ${chosen.name}, and "engine: auto" the ${chosen.engine} engine on it for models of this toolkit.`,
  );
  return lines;
}

function runtimeLine({ node, platform, processors, sharedMemory, relaxedSimd }: RuntimeFeatures): string {
  const memory = sharedMemory
    ? 'threads can share memory (SharedArrayBuffer)'
    : 'no SharedArrayBuffer, so one thread computes';
  const multiplyAdd = relaxedSimd
    ? 'relaxed SIMD'
    : 'no relaxed SIMD (Node 20 has it with --experimental-wasm-relaxed-simd, newer ones without a flag)';
  return `Node ${node}, ${platform}, ${counted(processors, 'processor')}; ${memory}; ${multiplyAdd}`;
}

function stateOf({ status, why, details, engine }: BackendReport): string {
  if (status === 'not-installed') return 'not installed';
  if (status === 'failed') return `installed, but failed: ${why}`;
  if (status === 'not-tried' || details === undefined) return why;
  const { version, device, threads } = details;
  const parts = [version];
  if (device !== undefined) parts.push(`on ${device}`);
  if (threads !== undefined) parts.push(counted(threads, 'thread'));
  return `works (${parts.join(', ')}); trains with the ${engine} engine`;
}

function counted(count: number, what: string): string {
  return `${formatInteger(count)} ${what}${count === 1 ? '' : 's'}`;
}
