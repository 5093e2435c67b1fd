export const securityHeaders: Record<string, string>;
export const developmentHeaders: Record<string, string>;
