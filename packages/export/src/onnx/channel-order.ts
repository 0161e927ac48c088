import type { Value } from '../graph/value.js';
import type { OnnxWriter } from './onnx-writer.js';

/**
 * Which values exist in which order of axes. Graphs have maps as [batch, height, width, channels], and ONNX convolves
 * [batch, channels, height, width] ("planes"): a value stays in planes from step to step, and is transposed only where
 * a step needs the other order, once.
 */
export interface ChannelOrder {
  /** Whether a value exists in planes. */
  hasPlanes(value: Value): boolean;
  /** The name of a value in planes, transposed if need be. */
  planes(value: Value): string;
  /** The name of a value in the order of the graph, transposed if need be. */
  plain(value: Value): string;
  /** The name under which a step is to write a value in planes. */
  writePlanes(value: Value): string;
}

/** The order of an empty file. */
export function createChannelOrder(writer: OnnxWriter): ChannelOrder {
  const inPlanes = new Map<string, string>();
  const onlyInPlanes = new Set<string>();
  const nameOf = ({ name }: Value): string => `${name}/planes`;
  return {
    hasPlanes: ({ name }) => inPlanes.has(name),
    planes: (value) => {
      let planes = inPlanes.get(value.name);
      if (planes === undefined) {
        planes = writer.node('Transpose', [value.name], nameOf(value), { perm: [0, 3, 1, 2] });
        inPlanes.set(value.name, planes);
      }
      return planes;
    },
    plain: ({ name }) => {
      if (onlyInPlanes.delete(name)) {
        writer.node('Transpose', [inPlanes.get(name)!], name, { perm: [0, 2, 3, 1] });
      }
      return name;
    },
    writePlanes: (value) => {
      const planes = nameOf(value);
      inPlanes.set(value.name, planes);
      onlyInPlanes.add(value.name);
      return planes;
    },
  };
}
