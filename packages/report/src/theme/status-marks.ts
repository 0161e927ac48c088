import type { MarkStyle } from './head-colors.js';

/** How the three verdicts look in charts and legends. */
export const statusMarks: Readonly<Record<'argmaxable' | 'unargmaxable' | 'undecided', MarkStyle>> = {
  argmaxable: { color: 'var(--good)', shape: 'circle' },
  unargmaxable: { color: 'var(--bad)', shape: 'square' },
  undecided: { color: 'var(--open)', shape: 'diamond' },
};
