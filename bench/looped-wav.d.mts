export function writeLoopedWav(samplePath: string, path: string, seconds: number): number;
