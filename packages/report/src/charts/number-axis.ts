/** A quantitative position channel of a Vega-Lite encoding, with everything about it spelled out. */
export interface NumberAxis {
  readonly type: 'quantitative';
  readonly scale: { type?: 'log'; domain: number[]; nice: boolean; zero: boolean };
  readonly axis: {
    title: string;
    values: number[];
    labelExpr: string;
    grid?: boolean;
    domain?: boolean;
    titleX?: number;
  };
}

/**
 * An axis whose domain, ticks and tick texts are computed here rather than left to Vega: panels beside each other must
 * agree, and a text that is not asked for cannot appear.
 *
 * @param options.format text of a tick
 * @param options.titleX where the title of a y axis starts, px from the plot (negative: above the tick texts)
 */
export function numberAxis(options: {
  readonly title: string;
  readonly domain: readonly [number, number];
  readonly log?: boolean;
  readonly ticks: readonly number[];
  readonly format: (tick: number) => string;
  readonly titleX?: number;
}): NumberAxis {
  const { title, domain, log = false, ticks, format, titleX } = options;
  const texts = Object.fromEntries(ticks.map((tick) => [tick, format(tick)]));
  return {
    type: 'quantitative',
    scale: { ...(log ? { type: 'log' as const } : {}), domain: [...domain], nice: false, zero: false },
    axis: {
      title,
      values: [...ticks],
      labelExpr: `${JSON.stringify(texts)}[datum.value]`,
      ...(titleX === undefined ? {} : { titleX }),
    },
  };
}
