import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes one JSON line per event; secrets never reach the file. */
export interface Logger {
  log(level: LogLevel, event: string, fields?: LogFields): void;
  /** From now on this text is blanked wherever it would appear. */
  hide(secret: string): void;
}

/** Size at which the log file is set aside (one older file is kept). */
const rotateBytes = 2_000_000;

/** Opens the log file of a data folder. A log that cannot be written is dropped: logging never breaks the app. */
export function createLog(file: string, now: () => number): Logger {
  const secrets = new Set<string>();
  let size = 0;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    size = existsSync(file) ? statSync(file).size : 0;
  } catch {
    size = 0;
  }
  return {
    hide(secret) {
      if (secret.length < 6) return;
      secrets.add(secret);
      secrets.add(encodeURIComponent(secret));
      secrets.add(JSON.stringify(secret).slice(1, -1));
    },
    log(level, event, fields = {}) {
      let line = JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...presentable(fields) });
      for (const secret of secrets) line = line.replaceAll(secret, '[hidden]');
      line = redact(line);
      try {
        if (size > rotateBytes) {
          renameSync(file, `${file}.old`);
          size = 0;
        }
        appendFileSync(file, `${line}\n`, { mode: 0o600 });
        size += line.length + 1;
      } catch {
        // A full or read-only disk is reported by what needed it, not by its log.
      }
    },
  };
}

/** Blanks what looks like a credential or a signed URL even when it was never announced to `hide`. */
function redact(text: string): string {
  return text
    .replace(/\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]{6,}/gi, '$1 [hidden]')
    .replace(/(https?:\/\/)[^\s"/@]+:[^\s"/@]+@/gi, '$1[hidden]@')
    .replace(/(https?:\/\/[^\s"?]+)\?[^\s"]+/gi, '$1?[hidden]');
}

/** A logger that keeps nothing. */
export const silentLog: Logger = { log() {}, hide() {} };

function presentable(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? errorFields(value) : value]),
  );
}

function errorFields(error: Error): LogFields {
  return {
    name: error.name,
    message: error.message,
    ...('code' in error ? { code: error.code } : {}),
    stack: error.stack?.split('\n').slice(1, 8),
    ...(error.cause instanceof Error ? { cause: errorFields(error.cause) } : {}),
  };
}
