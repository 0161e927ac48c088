import type picocolors from 'picocolors';

/** picocolors' functions, or functions that leave the text as it is. */
export type Colors = ReturnType<typeof picocolors.createColors>;
