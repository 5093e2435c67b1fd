/** Samples in -1...1 of the 256 codes of ITU-T G.711, table 2 (mu-law), scaled to 16 bits. */
export function mulawTable(): Float32Array {
  return Float32Array.from({ length: 256 }, (_, code) => {
    const inverted = ~code & 0xff;
    const magnitude = ((((inverted & 0x0f) << 3) + 0x84) << ((inverted & 0x70) >> 4)) - 0x84;
    return (inverted & 0x80 ? 0 - magnitude : magnitude) / 32768;
  });
}
