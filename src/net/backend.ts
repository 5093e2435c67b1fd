import { engine, registerBackend, removeBackend } from '@tensorflow/tfjs-core';
import { LimpidError } from '../base/errors';
import { Scope } from '../base/scope';
import type { BackendName, ThreadChoice } from '../base/types';
import { activate, type Backend, type BackendAssets, BIG_CHUNK, SMALL_CHUNK, STEADY } from './backend-parts';
import { startWasm } from './wasm-backend';

/** How long a device may take to say that it is lost. */
const LOST_NOTICE_MS = 1000;

/**
 * Tensors from before a change of backend would read as zeros on the next one, so the caller disposes its generators first. Threads are for WASM in browsers.
 * @throws LimpidError backend/unavailable
 */
export async function startBackend(
  choice: BackendName | 'auto',
  assets: BackendAssets | undefined,
  threads: ThreadChoice = 1,
): Promise<Backend> {
  if (choice === 'webgpu') return await startWebGpu('chosen by you', await requireAdapter());
  if (choice === 'wasm') return await startWasm('chosen by you', assets, threads);
  if (choice === 'cpu') return await startCpu();
  const adapter = await findAdapter();
  if ('missing' in adapter) return await startWasm(adapter.missing, assets, threads);
  return await startWebGpu('a WebGPU adapter was found', adapter.found);
}

/** Whether `startBackend` would find a GPU: an adapter that is no software. */
export async function hasGpu(choice: BackendName | 'auto'): Promise<boolean> {
  if (choice === 'wasm' || choice === 'cpu') return false;
  const adapter = await findAdapter();
  return 'found' in adapter && !isSoftware(adapter.found.info);
}

async function findAdapter(): Promise<{ found: GPUAdapter } | { missing: string }> {
  const gpu = typeof navigator === 'undefined' ? undefined : navigator.gpu;
  if (!gpu) return { missing: 'this browser has no WebGPU' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  return adapter ? { found: adapter } : { missing: 'no WebGPU adapter on this machine' };
}

async function requireAdapter(): Promise<GPUAdapter> {
  const adapter = await findAdapter();
  if ('found' in adapter) return adapter.found;
  throw new LimpidError('backend/unavailable', `WebGPU was asked for, but: ${adapter.missing}. Choose WASM, or automatic.`);
}

async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const { limits } = adapter;
  return await adapter.requestDevice({
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  });
}

function isSoftware({ isFallbackAdapter, architecture, description }: GPUAdapterInfo): boolean {
  return isFallbackAdapter || /swiftshader|llvmpipe/i.test(`${architecture} ${description}`);
}

/** For people: vendor and architecture, and whether it is a real GPU. */
function describeAdapter(info: GPUAdapterInfo): string {
  const name = info.description || [info.vendor, info.architecture].filter(Boolean).join(' ') || 'adapter without a name';
  return isSoftware(info) ? `${name} (software)` : name;
}

async function startWebGpu(reason: string, adapter: GPUAdapter): Promise<Backend> {
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  const device = await requestDevice(adapter);
  let failure: LimpidError | undefined;
  let disposed = false;
  void device.lost.then(({ message, reason: why }) => {
    if (!disposed) failure = new LimpidError('backend/device-lost', `The GPU device was lost (${why}): ${message || 'no reason given'}.`);
  });
  const scope = new Scope();
  scope.listen<GPUUncapturedErrorEvent>(device, 'uncapturederror', (event) => {
    event.preventDefault();
    failure ??= new LimpidError('backend/gpu-error', `The GPU reported an error: ${event.error.message}`);
  });
  if (engine().registryFactory['webgpu']) removeBackend('webgpu');
  registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  await activate('webgpu');
  const detail = describeAdapter(adapter.info);
  return {
    name: 'webgpu',
    detail,
    reason,
    maxChunkFrames: detail.endsWith('(software)') ? SMALL_CHUNK : BIG_CHUNK,
    check() {
      if (failure) throw failure;
    },
    async settled() {
      await Promise.race([device.lost, new Promise((resolve) => setTimeout(resolve, LOST_NOTICE_MS))]);
    },
    dispose() {
      disposed = true;
      scope.dispose();
      removeBackend('webgpu');
      device.destroy();
    },
  };
}

async function startCpu(): Promise<Backend> {
  await import('@tensorflow/tfjs-backend-cpu');
  await activate('cpu');
  return { name: 'cpu', detail: 'plain JavaScript, slow', reason: 'chosen by you', maxChunkFrames: SMALL_CHUNK, ...STEADY };
}
