/** Codes of `UpdateRule.kind` (assembly/training/update.ts). */
export const updateKinds = { none: 0, adam: 1, sgd: 2, later: 3 } as const;

/** Codes of `LossRule.kind` (assembly/training/losses.ts). */
export const lossKinds = { crossEntropy: 0, focused: 1, shifted: 2 } as const;

/** Codes of `AffineLayer.activation` (assembly/training/affine.ts). */
export const activationCodes = { linear: 0, relu: 1, tanh: 2, sigmoid: 3, elu: 4 } as const;

/** Codes of `LabelPass.rowRule` (assembly/training/row-rule.ts). */
export const rowRules = { free: 0, preventing: 1, unit: 2 } as const;
