import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the form of the entry file, and nothing else, is posted. */
export const entryFormPath = '/enter';
/** The script of the page that answers a token. */
export const entryScriptPath = '/enter.js';

/** Keeps the key where only pages of this origin in this tab find it, and takes the page with it out of the tab's history. */
export const entryScript = `sessionStorage.setItem('earshot-key', document.querySelector('meta[name=earshot-key]').content);
location.replace('/' + location.hash);
`;

/** The page that hands a session's key over; the key stands in no address. */
export function entryPage(key: string): string {
  return page(`<meta name="earshot-key" content="${key}"><script src="${entryScriptPath}"></script>`);
}

/** The page for whoever comes second with one link. */
export const usedTwicePage = page(
  '<h1>This link was used before</h1><p>Somebody opened Earshot with this link before this window did. Earshot has ended that session and opened nothing here.</p><p>If you opened the link twice yourself, start Earshot again (or use the new link that it has printed) and open that once. If not, another program or another user of this computer has read your link: look at who is signed in here before you go on.</p>',
);

function page(body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Earshot</title></head><body>${body}</body></html>\n`;
}

/**
 * Writes the file that a browser is started with: a page that posts the token to the shell. It lies in a folder that only the user can
 * look into, so the token stands in no argument, where every user of the computer could read it. Answers its path and how to remove it.
 */
export function writeEntryFile(
  folder: string,
  port: number,
  token: string,
): { readonly path: string; remove(): void } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'open.html');
  rmSync(path, { force: true });
  writeFileSync(
    path,
    page(
      `<form method="post" action="http://127.0.0.1:${port}${entryFormPath}"><input type="hidden" name="token" value="${token}"><noscript><button>Open Earshot</button></noscript></form><script>document.forms[0].submit();</script>`,
    ),
    { flag: 'wx', mode: 0o600 },
  );
  return { path, remove: () => rmSync(path, { force: true }) };
}
