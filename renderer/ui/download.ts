/** Hands a file to the user; the name is one that `fileName` made. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export const textBlob = (text: string, mime: string): Blob =>
  new Blob([text], { type: `${mime};charset=utf-8` });
