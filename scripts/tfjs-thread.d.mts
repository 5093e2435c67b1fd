export const tfjsThread: string;
