/** 'm:ss', or 'h:mm:ss' from an hour on. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** 'h:mm:ss': with its hours, as a spreadsheet takes 2:03 for two hours. */
export function hours(seconds: number): string {
  return seconds < 3600 ? `0:${clock(seconds).padStart(5, '0')}` : clock(seconds);
}

/** '45 s', '39 min', '1 h', '1 h 12 min'. */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return `${Math.round(seconds)} s`;
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** '41 %' or '4.1 %' for small shares. */
export const percent = (share: number): string =>
  `${share > 0 && share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`;

const whole = new Intl.NumberFormat();
/** '1,043'. */
export const count = (value: number): string => whole.format(value);
/** '1 call', '1,043 calls'. */
export const calls = (n: number): string => `${count(n)} ${n === 1 ? 'call' : 'calls'}`;
