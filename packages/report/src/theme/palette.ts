/** Names of the colours that pages and charts use, each a CSS variable of the same name. */
export type PaletteToken =
  | 'page'
  | 'surface'
  | 'sunken'
  | 'ink'
  | 'ink-2'
  | 'ink-3'
  | 'line'
  | 'grid'
  | 'accent'
  | 'good'
  | 'bad'
  | 'open'
  | `head-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`;

/** One colour for each name, as `#rrggbb`. */
export type Palette = Readonly<Record<PaletteToken, string>>;

/**
 * Light colours. The head colours follow Okabe and Ito's colour-blind safe set, darkened until each has a contrast of at
 * least 3:1 on `surface`; inks have at least 4.5:1. A test checks both, and that the first four stay apart for people
 * who see no red or no green.
 */
export const lightPalette: Palette = {
  page: '#f7f5f1',
  surface: '#fffefc',
  sunken: '#f1eee8',
  ink: '#1c1e22',
  'ink-2': '#474c54',
  'ink-3': '#686e77',
  line: '#dad6cd',
  grid: '#eae7e0',
  accent: '#1d5f97',
  good: '#1a7058',
  bad: '#a8321b',
  open: '#805a00',
  'head-1': '#0f6fb5',
  'head-2': '#d2540d',
  'head-3': '#5b616b',
  'head-4': '#128a68',
  'head-5': '#9b4f96',
  'head-6': '#a37a00',
  'head-7': '#2f9fc4',
  'head-8': '#8a4b2a',
};

/** Dark colours, with the same promises. */
export const darkPalette: Palette = {
  page: '#121417',
  surface: '#1a1d21',
  sunken: '#22262b',
  ink: '#eef0f2',
  'ink-2': '#bcc2ca',
  'ink-3': '#949ba5',
  line: '#363b42',
  grid: '#2a2e34',
  accent: '#82bdf0',
  good: '#63cfa9',
  bad: '#ff8f73',
  open: '#e6bd55',
  'head-1': '#58aef2',
  'head-2': '#fb8b47',
  'head-3': '#b4bbc5',
  'head-4': '#3fc99b',
  'head-5': '#dd93d6',
  'head-6': '#e3ba45',
  'head-7': '#7fd6ea',
  'head-8': '#d3a07c',
};
