import { checkChoice } from '../checks/check-choice.js';
import { describeKind } from '../checks/describe-kind.js';
import { checkSharedOptions } from './check-shared-options.js';
import type { ClassBias, ClassLayerConfig, ClassRows } from './class-head-config.js';

/** The keys that {@link checkClassOptions} reads. */
export const classOptionKeys: readonly string[] = [
  'inDim',
  'numLabels',
  'seed',
  'bias',
  'rows',
  'tiedTo',
  'tied',
];

const biases: readonly ClassBias[] = ['learned', 'none', 'preventing'];
const rowForms: readonly ClassRows[] = ['free', 'unit'];

/** Checks what all class heads have in common and returns it alone, completed. */
export function checkClassOptions(place: string, options: Record<string, unknown>): ClassLayerConfig {
  const shared = checkSharedOptions(place, options);
  const { rows = 'free', tiedTo, tied } = options;
  checkChoice(place, 'rows', rows, rowForms);
  const { bias = rows === 'unit' ? 'none' : 'learned' } = options;
  checkChoice(place, 'bias', bias, biases);
  if (rows === 'unit' && bias !== 'none') {
    throw new RangeError(
      `${place}: rows "unit" go with bias "none", got bias ${JSON.stringify(bias)}: with one, classes could again be out ` +
        'of reach. Leave bias out, or take rows "free" with bias "preventing".',
    );
  }
  if (tied !== undefined && tied !== true) {
    throw new TypeError(`${place}: tied must be true or left out, got ${describeKind(tied)}`);
  }
  return { ...shared, bias, rows, ...(tiedTo === undefined && tied === undefined ? {} : { tied: true }) };
}
