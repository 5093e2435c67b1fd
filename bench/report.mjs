/** The bench's result for people. */

const ms = (perSec) => (perSec * 1000).toFixed(2);
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const two = (value) => (value === null ? 'not measured' : value.toFixed(2));

function table(title, head, rows) {
  const cells = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const line = (row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ');
  return ['', title, line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...cells.slice(1).map(line)].join('\n');
}

function costs(title, byName) {
  const rows = Object.entries(byName).map(([name, { cpuPerSec, wallPerSec }]) => [
    name,
    ms(cpuPerSec),
    ms(wallPerSec),
    (1 / cpuPerSec).toFixed(1),
    (1 / wallPerSec).toFixed(1),
  ]);
  return table(title, ['per second of audio', 'CPU ms', 'wall ms', 'x real time (CPU)', 'x real time (wall)'], rows);
}

function rolesText(page) {
  const roles = page['small/wasm'].cpuPerSecByRole;
  const text = roles && Object.entries(roles).map(([role, cpuPerSec]) => `${role} ${ms(cpuPerSec)}`);
  return text ? `Of that, small/wasm, last run, by thread: ${text.join(', ')}` : '';
}

function wasmText({ whole, stages, models, rates, roofline, scaling, fineTune, half, rating }) {
  const { multiplyAddsPerSec, bytesPerSec, numWeights, floorCpuPerSec } = roofline;
  return [
    costs('The whole way and the network (small), WASM, one thread, Node', whole),
    costs('Stages, Node', stages),
    costs('Other sizes end to end, WASM, Node', models),
    '',
    `Floor of small: ${numWeights} weights, ${(multiplyAddsPerSec / 1e6).toFixed(1)} M multiply-adds and ${(bytesPerSec / 1e6).toFixed(1)} MB a second of audio; this machine multiplies`,
    `${(rates.multiplyAddsPerSec / 1e9).toFixed(1)} G a second in tfjs's matMul and copies ${(rates.copiedBytesPerSec / 1e9).toFixed(1)} GB: at least ${ms(floorCpuPerSec)} ms.`,
    `Weights as float16 would change a gain by ${half.worstGain.toFixed(4)} at most, and ${(100 * half.changedCodes).toFixed(1)} % of the stored codes (0.25 dB apart).`,
    `A rating of 9 s by DNSMOS: ${(9.01 * rating.cpuPerSec).toFixed(2)} s of processor time.`,
    costs('By length, end to end', scaling.byLength),
    costs('Two files of a minute', scaling.twoFiles),
    tuningText('WASM, Node', fineTune),
  ];
}

function tuningText(where, { model, batchAudioSec, stepSec, stepsPerSec, secPerAudioMinute, stepSecByMinutes, plainFitStepSec }) {
  const byMinutes = Object.entries(stepSecByMinutes).map(([minutes, sec]) => `${minutes} min of pairs: ${sec.toFixed(2)} s`);
  return [
    '',
    `A step of fine-tuning (${model}, ${where}, batch of ${batchAudioSec.toFixed(1)} s of audio): ${stepSec.toFixed(2)} s, ${stepsPerSec.toFixed(2)} steps/s,`,
    `${secPerAudioMinute.toFixed(2)} s for a minute of audio; by material: ${byMinutes.join(', ')}.`,
    `model.fit on a plain tfjs-layers model of the same size and batch: ${plainFitStepSec.toFixed(2)} s.`,
  ].join('\n');
}

function startupText(s) {
  const rows = [
    ['first paint', s.firstPaintColdMs, s.firstPaintWarmMs],
    ['ready', s.readyColdMs, s.readyWarmMs],
  ];
  return [
    table('From opening the page, milliseconds', ['', 'cold', 'warm'], rows),
    `JS asked for before the first paint: ${kB(s.jsBeforePaintBytes)} gzip (${s.scripts.map(({ path, gzipBytes }) => `${path} ${kB(gzipBytes)}`).join(', ')})`,
    `A file of 5 minutes: first denoised sound ${s.firstSoundMs} ms after the drop, done after ${s.fiveMinutesDoneMs} ms. ${s.engine}, Chromium ${s.chromium}`,
  ];
}

function ratiosText(ratios) {
  const rows = Object.entries(ratios).flatMap(([name, value]) =>
    value !== null && typeof value === 'object'
      ? Object.entries(value).map(([peer, one]) => [`${name} ${peer}`, two(one)])
      : [[name, two(value)]],
  );
  return table('Ratios of this run', ['', ''], rows);
}

/** Everything as tables. */
export function reportText({ machine, ratios, wasm, webgpu, threads, peers, page, startup, memory }) {
  return [
    `${machine.cpu}, ${machine.cores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB, ${machine.os}, Node ${machine.node}`,
    ...(wasm ? wasmText(wasm) : []),
    ...(webgpu ? [costs(`WebGPU, ${webgpu.adapter}, Node`, webgpu.models), tuningText(`WebGPU, ${webgpu.adapter}`, webgpu.fineTune)] : []),
    ...(threads ? [costs('The network (small), Chromium', threads)] : []),
    ...(peers ? [costs("Others' denoisers, Chromium", peers)] : []),
    ...(page ? [costs('From drop to saved WAV in the page, Chromium', page), rolesText(page)] : []),
    ...(startup ? startupText(startup) : []),
    ...(memory
      ? [
          table(
            'Memory above an empty tab',
            ['minutes', 'MB'],
            memory.map((m) => [m.minutes, Math.round(m.peakBytes / 1e6)]),
          ),
        ]
      : []),
    ratiosText(ratios),
  ].join('\n');
}
