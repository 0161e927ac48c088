import { z } from 'zod';
import { mapping, wholeNumber } from '../config/fields.js';

/** Whether every class of a trained head is asked if it can win, for some features. */
export interface ClassDetectionConfig {
  readonly enabled: boolean;
  /** Worker threads; 0 works in the main thread, which for small layers is faster than starting others. */
  readonly workers: number;
}

/** Schema of `detection` where all heads are class heads. */
export const classDetectionSchema: z.ZodType<ClassDetectionConfig> = mapping({
  enabled: z.boolean().default(true),
  workers: wholeNumber(0, 256).default(0),
}).prefault({});
