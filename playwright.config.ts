import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/find-chromium.mjs';

const PORT = Number(process.env['LIMPID_E2E_PORT'] ?? 4199);
const executablePath = findChromium();
const args = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--autoplay-policy=no-user-gesture-required',
];

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
  use: { baseURL: `http://localhost:${PORT}/`, trace: 'off', acceptDownloads: true },
  webServer: {
    command: `node scripts/start.mjs --no-build --no-open --port ${PORT}`,
    url: `http://localhost:${PORT}/`,
    reuseExistingServer: false,
  },
  projects: [
    { name: 'wasm', grepInvert: /@webgpu/, use: { launchOptions: { ...(executablePath && { executablePath }), args } } },
    {
      name: 'webgpu',
      grep: /@webgpu/,
      // SwiftShader computes the GPU's work on the processor, so these take tiny inputs and long patience.
      timeout: 300_000,
      use: { launchOptions: { ...(executablePath && { executablePath }), args: [...args, '--enable-unsafe-webgpu'] } },
    },
  ],
});
