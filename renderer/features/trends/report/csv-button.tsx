import Download from 'lucide-solid/icons/download';
import type { JSX } from 'solid-js';
import type { RequestInput } from '../../../../electron/contract/bridge.ts';
import { bridge } from '../../../bridge/bridge.ts';
import { where } from '../../../data/app.ts';
import { asError } from '../../../data/query.ts';
import { download, textBlob } from '../../../ui/download.ts';
import { Button } from '../../../ui/form.tsx';
import { toast } from '../../../ui/kit.tsx';

/** Saves one table of a report as CSV, with how it was counted below it. */
export function CsvButton(props: { what: string; input: () => RequestInput<'trends/csv'> }): JSX.Element {
  const save = async () => {
    try {
      const file = await bridge.request('trends/csv', { ...where(), ...props.input() });
      download(file.name, textBlob(file.text, 'text/csv'));
    } catch (error) {
      toast(asError(error).message);
    }
  };
  return (
    <Button icon={Download} text="CSV" aria-label={`Save ${props.what} as CSV`} onClick={() => void save()} />
  );
}
