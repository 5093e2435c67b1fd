/** ITU-T G.711: telephone companding, as samples in -1...1 for each of the 256 codes. */

/** Source: ITU-T G.711, table 2 (mu-law), scaled to 16 bits. */
export function mulawTable(): Float32Array {
  return Float32Array.from({ length: 256 }, (_, code) => {
    const inverted = ~code & 0xff;
    const magnitude = ((((inverted & 0x0f) << 3) + 0x84) << ((inverted & 0x70) >> 4)) - 0x84;
    return (inverted & 0x80 ? 0 - magnitude : magnitude) / 32768;
  });
}

/** Source: ITU-T G.711, table 1 (A-law), scaled to 16 bits. */
export function alawTable(): Float32Array {
  return Float32Array.from({ length: 256 }, (_, code) => {
    const toggled = code ^ 0x55;
    const segment = (toggled & 0x70) >> 4;
    const mantissa = ((toggled & 0x0f) << 4) + 8;
    const magnitude = segment === 0 ? mantissa : (mantissa + 0x100) << (segment - 1);
    return (toggled & 0x80 ? magnitude : -magnitude) / 32768;
  });
}
