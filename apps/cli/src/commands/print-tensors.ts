import { basename } from 'node:path';
import type { TensorInfo } from '@sbn/weights';
import { formatInteger } from '../terminal/format-number.js';
import { renderTable } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';

const roles: Readonly<Record<NonNullable<TensorInfo['role']>, string>> = {
  'weights-candidate': 'weights',
  'bias-candidate': 'bias',
};

/** Prints what of a model file may be an output layer; as JSON, all tensors. */
export async function printTensors(terminal: Terminal, file: string): Promise<void> {
  const { listTensors } = await import('@sbn/weights');
  const tensors = await listTensors(file);
  await terminal.printJson({ file, tensors });
  const candidates = tensors.filter(({ role }) => role !== undefined);
  const shown = candidates.length === 0 ? tensors : candidates;
  if (shown.length === 0) {
    terminal.print(`${basename(file)} has no tensors.`);
    return;
  }
  terminal.print(
    renderTable(
      [{ title: 'Tensor' }, { title: 'Shape', align: 'right' }, { title: 'Type' }, { title: 'May be' }],
      shown.map(({ name, shape, dtype, role }) => [
        name,
        shape.map(formatInteger).join(' × ') || 'scalar',
        dtype,
        role === undefined ? '' : roles[role],
      ]),
      terminal.colors,
    ),
  );
  const rest = tensors.length - shown.length;
  if (rest > 0) {
    terminal.print(`${formatInteger(rest)} more cannot be an output layer's; --json lists them too.`);
  }
}
