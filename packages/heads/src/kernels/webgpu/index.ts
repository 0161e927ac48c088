/** `@sbn/heads/webgpu`: kernels for the WebGPU backend of TensorFlow.js. */
export { registerWebgpuKernels } from './register-webgpu-kernels.js';
