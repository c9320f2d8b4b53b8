import { EarshotError } from '../../contract/errors.ts';

/** Makes a file-system error about the data folder presentable; anything else stays as it is. */
export function folderError(dataDir: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(EROFS|EACCES|EPERM)$/.test(code)) {
    return new EarshotError({
      code: 'store/readonly',
      message: `The data folder ${dataDir} cannot be written to.`,
      nextStep: 'Give yourself write access to it, or start with another folder: --data DIR.',
      cause: error,
    });
  }
  if (/^(ENOSPC|EDQUOT)$/.test(code)) {
    return new EarshotError({
      code: 'store/full',
      message: `The disk of the data folder ${dataDir} is full.`,
      nextStep: 'Free some space, then try again.',
      retryable: true,
      cause: error,
    });
  }
  if (/^(ENOTDIR|EEXIST|ENOENT|ENAMETOOLONG|EINVAL)$/.test(code)) {
    return new EarshotError({
      code: 'core/data-folder',
      message: `The data folder ${dataDir} cannot be used: it is not a folder, or its path does not exist.`,
      nextStep: 'Choose another folder: --data DIR.',
      cause: error,
    });
  }
  return error;
}
