import { expect, it, vi } from 'vitest';

it("switches onnxruntime's telemetry off when its one adapter is loaded, before any session", async () => {
  vi.stubEnv('ORT_DISABLE_TELEMETRY', undefined);
  vi.resetModules();
  await import('../../../lambda/face/models/onnx.ts');
  expect(process.env.ORT_DISABLE_TELEMETRY).toBe('1');
  vi.unstubAllEnvs();
});
