/** How a batch lies in SIMD lanes: panels of 16 examples, then panels of 4. */
export interface BatchShape {
  readonly examples: number;
  readonly panels16: number;
  readonly panels4: number;
  /** Lanes of all panels: `examples` rounded up to 4. */
  readonly lanes: number;
}

/** The shape of a batch. */
export function batchShape(examples: number): BatchShape {
  const panels16 = Math.floor(examples / 16);
  const panels4 = Math.ceil((examples - 16 * panels16) / 4);
  return { examples, panels16, panels4, lanes: 16 * panels16 + 4 * panels4 };
}
