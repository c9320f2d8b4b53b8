/** 1:02:03 or 2:03 for seconds. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** 0:02:03 for seconds: with its hours, as a spreadsheet takes 2:03 for two hours. */
export function hours(seconds: number): string {
  return seconds < 3600 ? `0:${clock(seconds).padStart(5, '0')}` : clock(seconds);
}

/** '54 min' or '1 h 10 min'. */
export function length(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
