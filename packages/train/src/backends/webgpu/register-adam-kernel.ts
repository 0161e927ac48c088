import { type DataId, getKernel, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import { type AdamAttributes, adamKernel } from '../../optimizers/adam-kernel.js';

/**
 * What an update in place needs of the WebGPU backend of TensorFlow.js 4.22. Its programs write one buffer each; one
 * that writes three goes into its command encoder by hand, in the way of its own `recordAndSubmit`.
 */
interface RecordingBackend {
  readonly device: GPUDevice;
  readonly tensorMap: { get(dataId: DataId): { resource: GPUBuffer; values: unknown } };
  /** Tensors that queued commands use: their buffers are not given to others before those have run. */
  readonly commandQueueOwnedIds: WeakSet<DataId>;
  readonly commandEncoder: GPUCommandEncoder;
  uploadToGPU(dataId: DataId): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  /** Freed by the backend once the queued commands have run. */
  makeUniforms(values: { type: 'float32' | 'int32'; data: number[] }[]): GPUBufferBinding;
}

const workgroupSize = 256;
/** Workgroups along x; more go along y, as every device takes no more than 65,535. */
const groupsPerRow = 4096;

const code = /* wgsl */ `
  struct Uniforms {
    beta1 : f32, beta2 : f32, epsilon : f32, rate : f32,
    secondScale : f32, keep : f32, gradientScale : f32, size : i32,
  };
  @group(0) @binding(0) var<storage, read_write> value : array<f32>;
  @group(0) @binding(1) var<storage, read_write> m : array<f32>;
  @group(0) @binding(2) var<storage, read_write> v : array<f32>;
  @group(0) @binding(3) var<storage, read> gradient : array<f32>;
  @group(0) @binding(4) var<uniform> uniforms : Uniforms;

  @compute @workgroup_size(${workgroupSize})
  fn update(
    @builtin(workgroup_id) group : vec3<u32>,
    @builtin(num_workgroups) groups : vec3<u32>,
    @builtin(local_invocation_index) local : u32,
  ) {
    let i = i32((group.y * groups.x + group.x) * ${workgroupSize}u + local);
    if (i >= uniforms.size) { return; }
    let g = gradient[i] * uniforms.gradientScale;
    let first = uniforms.beta1 * m[i] + (1.0 - uniforms.beta1) * g;
    let second = uniforms.beta2 * v[i] + (1.0 - uniforms.beta2) * g * g;
    m[i] = first;
    v[i] = second;
    value[i] = uniforms.keep * value[i]
      - uniforms.rate * first / (sqrt(second * uniforms.secondScale) + uniforms.epsilon);
  }
`;

const pipelines = new WeakMap<GPUDevice, GPUComputePipeline>();

/** Gives the WebGPU backend of TensorFlow.js {@link adamKernel}: one dispatch per parameter instead of twelve. */
export function registerAdamKernel(): void {
  if (getKernel(adamKernel, 'webgpu') !== undefined) return;
  registerKernel({
    kernelName: adamKernel,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      update(
        backend as RecordingBackend,
        inputs as unknown as AdamTensors,
        attrs as unknown as AdamAttributes,
      );
      return [];
    },
  });
}

interface AdamTensors {
  readonly value: TensorInfo;
  readonly m: TensorInfo;
  readonly v: TensorInfo;
  readonly gradient: TensorInfo;
}

function update(
  backend: RecordingBackend,
  { value, m, v, gradient }: AdamTensors,
  attributes: AdamAttributes,
): void {
  const { device } = backend;
  const size = value.shape.reduce((product, length) => product * length, 1);
  const { beta1, beta2, epsilon, rate, secondScale, keep, gradientScale } = attributes;
  const numbers = [beta1, beta2, epsilon, rate, secondScale, keep, gradientScale];
  const buffers = [value, m, v, gradient].map(({ dataId }) => {
    backend.uploadToGPU(dataId);
    backend.commandQueueOwnedIds.add(dataId);
    const data = backend.tensorMap.get(dataId);
    // A copy on the host, left from reading, would be that from before the update.
    data.values = null;
    return { buffer: data.resource };
  });
  const uniforms = backend.makeUniforms([
    ...numbers.map((number) => ({ type: 'float32' as const, data: [number] })),
    { type: 'int32', data: [size] },
  ]);
  const pipeline = pipelineOn(device);
  const numGroups = Math.ceil(size / workgroupSize);
  const x = Math.min(numGroups, groupsPerRow);
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  const pass = backend.commandEncoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [...buffers, uniforms].map((resource, binding) => ({ binding, resource })),
    }),
  );
  pass.dispatchWorkgroups(x, Math.ceil(numGroups / x));
  pass.end();
}

function pipelineOn(device: GPUDevice): GPUComputePipeline {
  let pipeline = pipelines.get(device);
  if (pipeline === undefined) {
    const module = device.createShaderModule({ label: adamKernel, code });
    pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'update' } });
    pipelines.set(device, pipeline);
  }
  return pipeline;
}
