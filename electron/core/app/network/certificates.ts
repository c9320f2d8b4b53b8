import { readFileSync } from 'node:fs';
import tls from 'node:tls';

let trusted = false;

/**
 * Makes this process trust, beside the certificates Node brings (and NODE_EXTRA_CA_CERTS), those the system trusts and those of
 * the file SSL_CERT_FILE: a company whose proxy looks into connections puts its own there. Done once, before the first request
 * that leaves this computer: reading them takes a moment.
 */
export function trustSystemCertificates(env: NodeJS.ProcessEnv = process.env): void {
  if (trusted) return;
  trusted = true;
  // Node has both from 22.19 on.
  if (typeof tls.getCACertificates !== 'function' || typeof tls.setDefaultCACertificates !== 'function')
    return;
  try {
    const all = [
      ...tls.getCACertificates('default'),
      ...tls.getCACertificates('system'),
      ...certificatesIn(env['SSL_CERT_FILE']),
    ];
    tls.setDefaultCACertificates([...new Set(all)]);
  } catch {
    // A store that cannot be read leaves what Node trusts by itself; a connection that fails for it says so.
  }
}

function certificatesIn(file: string | undefined): string[] {
  try {
    const text = file ? readFileSync(file, 'utf8') : '';
    return text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/g) ?? [];
  } catch {
    return [];
  }
}
