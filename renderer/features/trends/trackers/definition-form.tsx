import Plus from 'lucide-solid/icons/plus';
import Trash from 'lucide-solid/icons/trash';
import { createUniqueId, For, Index, type JSX, Show } from 'solid-js';
import type { TrackerDefinition } from '../../../../electron/contract/trackers.ts';
import { where } from '../../../data/app.ts';
import { createQuery } from '../../../data/query.ts';
import { Button, CheckField, IconButton } from '../../../ui/form.tsx';
import { Choice } from '../report/choice.tsx';
import { placeUnits } from '../state.ts';
import { PhraseField } from './phrase-field.tsx';

type Group = TrackerDefinition['languages'][number];

/** Everything a tracker can be told: phrases per language, related forms, who says it, questions, which part of the call. */
export function DefinitionForm(props: {
  definition: TrackerDefinition;
  onDefinition: (definition: TrackerDefinition) => void;
}): JSX.Element {
  const languages = createQuery('library/facet', () => ({ q: '', field: 'lang', limit: 100, ...where() }));
  const list = createUniqueId();
  const set = (change: Partial<TrackerDefinition>) => props.onDefinition({ ...props.definition, ...change });
  const setGroup = (at: number, change: Partial<Group>) =>
    set({
      languages: props.definition.languages.map((group, other) =>
        other === at ? { ...group, ...change } : group,
      ),
    });
  const saidAt = () => props.definition.saidAt;
  return (
    <div class="stack definition">
      <datalist id={list}>
        <For each={languages.data()?.values ?? []}>
          {(value) => <option value={value.key}>{value.label}</option>}
        </For>
      </datalist>
      <Index each={props.definition.languages}>
        {(group, at) => (
          <fieldset class="phrasegroup stack">
            <legend>{props.definition.languages.length > 1 ? `Phrases ${at + 1}` : 'Phrases'}</legend>
            <PhraseField
              label={`Add a phrase${props.definition.languages.length > 1 ? ` to list ${at + 1}` : ''}`}
              phrases={group().phrases}
              onPhrases={(phrases) => setGroup(at, { phrases })}
            />
            <div class="row wrap">
              <div class="grow">
                <CheckField
                  checked={group().relatedForms}
                  onCheck={(relatedForms) => setGroup(at, { relatedForms })}
                >
                  Also related forms (price finds prices, priced, pricing)
                </CheckField>
              </div>
              <label class="row">
                <span class="muted">Calls in</span>
                <input
                  class="input small lang"
                  dir="auto"
                  list={list}
                  placeholder="any language"
                  maxLength={60}
                  value={group().language ?? ''}
                  onChange={(event) => setGroup(at, { language: event.currentTarget.value.trim() || null })}
                />
              </label>
              <Show when={props.definition.languages.length > 1}>
                <IconButton
                  icon={Trash}
                  size={14}
                  label={`Remove phrases ${at + 1}`}
                  onClick={() =>
                    set({ languages: props.definition.languages.filter((_, other) => other !== at) })
                  }
                />
              </Show>
            </div>
          </fieldset>
        )}
      </Index>
      <div>
        <Button
          icon={Plus}
          text="Phrases for another language"
          onClick={() =>
            set({
              languages: [...props.definition.languages, { language: null, phrases: [], relatedForms: true }],
            })
          }
        />
      </div>
      <div class="field">
        <span>Said by</span>
        <Choice
          label="Said by"
          value={props.definition.saidBy}
          options={{ anyone: 'Anyone', company: 'The company', customer: 'Customers' }}
          onChoose={(saidBy) => set({ saidBy })}
        />
      </div>
      <div class="field">
        <span>Where in the call</span>
        <div class="row wrap">
          <Choice
            label="Where in the call"
            value={saidAt()?.part ?? 'all'}
            options={{ all: 'Anywhere', first: 'In the first', last: 'In the last' }}
            onChoose={(part) =>
              set({
                saidAt:
                  part === 'all'
                    ? null
                    : { part, amount: saidAt()?.amount ?? 10, unit: saidAt()?.unit ?? 'minutes' },
              })
            }
          />
          <Show when={saidAt()}>
            {(place) => (
              <>
                <input
                  class="input small amountfield"
                  type="number"
                  min="1"
                  max={place().unit === 'percent' ? 100 : 600}
                  aria-label={place().unit === 'percent' ? 'Percent of the call' : 'Minutes'}
                  value={place().amount}
                  onChange={(event) => {
                    const amount = Number(event.currentTarget.value);
                    const top = place().unit === 'percent' ? 100 : 600;
                    set({ saidAt: { ...place(), amount: Math.max(1, Math.min(top, amount || 1)) } });
                  }}
                />
                <Choice
                  label="Unit"
                  value={place().unit}
                  options={placeUnits}
                  onChoose={(unit) =>
                    set({
                      saidAt: {
                        ...place(),
                        unit,
                        amount: unit === 'percent' ? Math.min(100, place().amount) : place().amount,
                      },
                    })
                  }
                />
              </>
            )}
          </Show>
        </div>
      </div>
      <CheckField checked={props.definition.onlyQuestions} onCheck={(on) => set({ onlyQuestions: on })}>
        Only in questions
      </CheckField>
    </div>
  );
}
