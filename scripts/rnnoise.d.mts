export function loadRnnoise(): Promise<(samples: Float32Array) => void>;
