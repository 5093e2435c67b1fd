/** Samples in -1...1 of the 256 codes of ITU-T G.711, table 1 (A-law), scaled to 16 bits. */
export function alawTable(): Float32Array {
  return Float32Array.from({ length: 256 }, (_, code) => {
    const toggled = code ^ 0x55;
    const segment = (toggled & 0x70) >> 4;
    const mantissa = ((toggled & 0x0f) << 4) + 8;
    const magnitude = segment === 0 ? mantissa : (mantissa + 0x100) << (segment - 1);
    return (toggled & 0x80 ? magnitude : -magnitude) / 32768;
  });
}
