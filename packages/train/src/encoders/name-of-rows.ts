import type { EncoderInputs } from './encoder.js';

/** What inputs are called in messages. */
export function nameOfRows(inputs: EncoderInputs): string {
  if ('data' in inputs) return 'dense rows';
  return 'tokens' in inputs ? 'words in order' : 'sparse rows';
}
