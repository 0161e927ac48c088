/** Colours of everything that is drawn: `[light, dark]`. */
const colors = {
  surface: ['#fffefc', '#1a1d21'],
  ink: ['#1c1e22', '#eef0f2'],
  soft: ['#474c54', '#bcc2ca'],
  faint: ['#686e77', '#949ba5'],
  line: ['#cfcac0', '#41474f'],
  accent: ['#1d5f97', '#82bdf0'],
  onAccent: ['#ffffff', '#101418'],
  // After Okabe and Ito's set, which stays apart for people who see no red or no green.
  hue1: ['#0f6fb5', '#58aef2'],
  hue2: ['#d2540d', '#fb8b47'],
  hue3: ['#128a68', '#3fc99b'],
  hue4: ['#9b4f96', '#dd93d6'],
  hue5: ['#a37a00', '#e3ba45'],
  hue6: ['#5b616b', '#b4bbc5'],
  hue7: ['#2f9fc4', '#7fd6ea'],
  hue8: ['#8a4b2a', '#d3a07c'],
} as const;

type ColorName = keyof typeof colors;

/** One CSS rule: a class and what it paints. */
function rule(name: string, paint: Partial<Record<'fill' | 'stroke', ColorName>>, dark: 0 | 1): string {
  const body = Object.entries(paint).map(([property, color]) => `${property}:${colors[color][dark]}`);
  return `.sbn-${name}{${body.join(';')}}`;
}

const classes: readonly (readonly [string, Partial<Record<'fill' | 'stroke', ColorName>>])[] = [
  ['surface', { fill: 'surface' }],
  ['ink', { fill: 'ink' }],
  ['soft', { fill: 'soft' }],
  ['faint', { fill: 'faint' }],
  ['accent', { fill: 'accent' }],
  ['on-accent', { fill: 'onAccent' }],
  ['outline', { fill: 'surface', stroke: 'faint' }],
  ['halo', { fill: 'ink', stroke: 'surface' }],
  ['stroke-ink', { stroke: 'ink' }],
  ['stroke-soft', { stroke: 'soft' }],
  ['stroke-faint', { stroke: 'faint' }],
  ['stroke-line', { stroke: 'line' }],
  ...([1, 2, 3, 4, 5, 6, 7, 8] as const).map((hue) => [`hue-${hue}`, { fill: `hue${hue}` }] as const),
];

/**
 * The style sheet of a drawing: plain classes in light colours, and the same in dark ones for readers who prefer them.
 * Programs that know no media queries draw the light ones; every drawing has its own background.
 */
export const drawingStyle: string = `${classes.map(([name, paint]) => rule(name, paint, 0)).join('')}@media (prefers-color-scheme:dark){${classes.map(([name, paint]) => rule(name, paint, 1)).join('')}}`;
