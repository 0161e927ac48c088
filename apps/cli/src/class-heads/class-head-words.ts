import type { StudyWord } from '@sbn/report';

/** What the names of class heads mean, for reports. */
export const classHeadWords: readonly StudyWord[] = [
  {
    word: 'sigsoftmax',
    meaning: 'Softmax of 2z - softplus(z): not linear in z, so that the rank is not bounded by d.',
  },
  {
    word: 'MoS, MoSS',
    meaning: 'A mixture of several softmaxes (of sigsoftmaxes) with shared classes, weighted by the context.',
  },
  { word: 'LMS-PLIF', meaning: 'Softmax of a learned increasing piecewise-linear function of z.' },
];
