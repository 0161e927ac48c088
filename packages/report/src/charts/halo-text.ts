import { ink, surface } from '../theme/chart-theme.js';

/** A text mark of Vega-Lite. */
export interface TextMark {
  readonly type: 'text';
  readonly fontSize: number;
  readonly baseline?: 'middle';
  readonly color: string;
  readonly stroke?: string;
  readonly strokeWidth?: number;
  readonly strokeJoin?: 'round';
}

/** Two text marks, one over the other: a thick outline in the colour of the ground keeps lines away from the letters. */
export function haloText(options: Pick<TextMark, 'fontSize' | 'baseline'>): TextMark[] {
  return [
    { type: 'text', ...options, color: surface, stroke: surface, strokeWidth: 4, strokeJoin: 'round' },
    { type: 'text', ...options, color: ink },
  ];
}
