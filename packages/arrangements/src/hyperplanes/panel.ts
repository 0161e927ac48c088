/** A point of the drawing, in pixels, y downwards. */
export type ScreenPoint = readonly [number, number];

/** The part of the inputs that give one label set, as it appears on one panel. */
export interface PanelRegion {
  /** Index in the list of argmaxable sets. */
  readonly set: number;
  readonly outline: readonly ScreenPoint[];
  /** Corners that are the same for neighbours, to find out which regions touch. */
  readonly corners: readonly string[];
}

/** One end of a hyperplane, on the rim of the panel. */
export interface LineEnd {
  readonly at: ScreenPoint;
  /** Unit vector away from the panel. */
  readonly outward: ScreenPoint;
  /** Unit vector to the positive side of the form. */
  readonly positive: ScreenPoint;
}

/** A hyperplane of the threshold rule. */
export interface PanelLine {
  /** Labels whose form is a positive multiple of the first one's. */
  readonly labels: readonly number[];
  /** Labels whose form is a negative multiple of it. */
  readonly opposite: readonly number[];
  readonly path: readonly ScreenPoint[];
  readonly ends: readonly [LineEnd, LineEnd];
}

/** One picture of regions, with its rim; its corner is at (0, 0). */
export interface Panel {
  readonly size: number;
  readonly isRound: boolean;
  readonly caption: string;
  readonly regions: readonly PanelRegion[];
  readonly lines: readonly PanelLine[];
  /** Labels whose hyperplane does not meet the panel. */
  readonly unseen: readonly number[];
  /** Texts at fixed places outside the rim. */
  readonly ticks: readonly {
    readonly text: string;
    readonly at: ScreenPoint;
    readonly anchor: 'start' | 'end';
  }[];
}
