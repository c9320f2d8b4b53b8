/**
 * Sound that tells its second: one tone rises once in all and names the second roughly, another rises every 20 seconds and names it
 * finely. Both lie within what a telephone carries, and outlast every codec that this measures.
 */

/** Samples a second. */
export const soundRate = 16_000;

const roughHz = { from: 400, to: 1300 };
const fineHz = { from: 1600, to: 3200 };
/** Seconds in which the finer tone rises once. */
const period = 20;
/** How loud the noise is that lies under the tones, each half minute: encoders of variable bit rate spend more where there is more. */
const noises = [0, 0, 0.004, 0.08, 0.02, 0.15, 0, 0.05];

/** Samples from `from` up to `to`, as 16 bit numbers, of a sound that lasts `seconds`. */
export function toldSound(seconds: number, from: number, to: number): Int16Array {
  const samples = new Int16Array(to - from);
  const roughSlope = (roughHz.to - roughHz.from) / seconds;
  const fineSlope = (fineHz.to - fineHz.from) / period;
  let random = (from * 2_654_435_761 + 1) >>> 0;
  for (let at = from; at < to; at++) {
    const sec = at / soundRate;
    const fine = sec % period;
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    const noise = (noises[Math.floor(sec / 30) % noises.length] as number) * (random / 2 ** 31 - 1);
    const value =
      0.25 * Math.sin(2 * Math.PI * (roughHz.from + (roughSlope * sec) / 2) * sec) +
      0.25 * Math.sin(2 * Math.PI * (fineHz.from + (fineSlope * fine) / 2) * fine) +
      noise;
    samples[at - from] = Math.round(32_767 * value);
  }
  return samples;
}

/** The second that a short piece of such a sound tells (of its middle); null where the tones are not heard. */
export function secondOf(piece: Float32Array, rate: number, seconds: number): number | null {
  const rough = loudest(piece, rate, roughHz.from - 5, roughHz.to + 5);
  const fine = loudest(piece, rate, fineHz.from, fineHz.to);
  if (!rough || !fine) return null;
  const about = ((rough - roughHz.from) / (roughHz.to - roughHz.from)) * seconds;
  const within = ((fine - fineHz.from) / (fineHz.to - fineHz.from)) * period;
  return Math.round((about - within) / period) * period + within;
}

/** The loudest frequency of a band in Hz; null in silence. */
function loudest(piece: Float32Array, rate: number, from: number, to: number): number | null {
  const windowed = piece.map(
    (value, at) => value * (0.5 - 0.5 * Math.cos((2 * Math.PI * at) / piece.length)),
  );
  const power = (hz: number) => {
    const step = 2 * Math.cos((2 * Math.PI * hz) / rate);
    let [before, now] = [0, 0];
    for (const value of windowed) [before, now] = [now, value + step * now - before];
    return before * before + now * now - step * before * now;
  };
  let best = { hz: from, power: 0 };
  for (let wide = rate / piece.length; wide > 0.05; wide /= 4) {
    const [low, high] = best.power === 0 ? [from, to] : [best.hz - 4 * wide, best.hz + 4 * wide];
    for (let hz = low; hz <= high; hz += wide) {
      const found = power(hz);
      if (found > best.power) best = { hz, power: found };
    }
  }
  return best.power > (piece.length * 0.005) ** 2 ? best.hz : null;
}
