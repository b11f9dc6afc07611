// Who a message is from, with the contacts of customers as suggestions while one types.
import { useQueries, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { api, data } from '../../api/client';
import { Labelled } from '../../parts/Screen';
import { useSettled } from '../../parts/useSettled';
import { strings } from '../../strings';
import styles from './New.module.css';

const said = strings.fresh;
const MOST_CUSTOMERS = 4;
const MOST_CONTACTS = 8;

interface Suggestion {
  address: string;
  name: string;
  customer: string;
}

export function SenderInput({
  value,
  hint,
  phone,
  disabled,
  change,
}: {
  value: string;
  hint?: string;
  phone: boolean;
  disabled: boolean;
  change: (sender: string) => void;
}) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const suggestions = useContacts(open ? value : '', phone);
  const shown = open && suggestions.length > 0;

  function take(suggestion: Suggestion): void {
    change(suggestion.address);
    setOpen(false);
    setAt(-1);
  }

  return (
    <div className={styles.sender}>
      <Labelled title={said.sender} hint={hint}>
        <input
          role="combobox"
          aria-expanded={shown}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={shown && at >= 0 ? `${id}-${at}` : undefined}
          value={value}
          disabled={disabled}
          maxLength={320}
          autoComplete="off"
          placeholder={said.senderHint}
          onChange={(event) => {
            change(event.target.value);
            setOpen(true);
            setAt(-1);
          }}
          onBlur={() => setOpen(false)}
          onKeyDown={(event) => {
            if (!shown) return;
            if (event.key === 'ArrowDown') setAt(Math.min(at + 1, suggestions.length - 1));
            else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, -1));
            else if (event.key === 'Escape') setOpen(false);
            else if (event.key === 'Enter' && suggestions[at] && !event.ctrlKey && !event.metaKey)
              take(suggestions[at]);
            else return;
            event.preventDefault();
          }}
        />
      </Labelled>
      {shown && (
        <div id={id} role="listbox" aria-label={said.suggestions} className={styles.suggestions}>
          {suggestions.map((suggestion, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the input above has the keys
            <div
              key={`${suggestion.customer}/${suggestion.address}`}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              // The input must not lose the focus before the click is taken.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(suggestion)}
            >
              <span>{suggestion.name}</span> <span className="quiet">{suggestion.address}</span>{' '}
              <span className="quiet">{suggestion.customer}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

function useContacts(typed: string, phone: boolean): Suggestion[] {
  const q = useSettled(typed.trim());
  const found = useQuery({
    queryKey: ['customers', 'suggest', q],
    queryFn: () => data(api.GET('/customers', { params: { query: { q, limit: MOST_CUSTOMERS } } })),
    enabled: q.length >= 2,
    placeholderData: (before) => before,
  });
  const customers = useQueries({
    queries: (q.length >= 2 ? (found.data?.items ?? []) : []).map(({ customer_id }) => ({
      queryKey: ['customer', customer_id],
      queryFn: () => data(api.GET('/customers/{customer_id}', { params: { path: { customer_id } } })),
      staleTime: 60_000,
    })),
  });
  return customers
    .flatMap(({ data: customer }) =>
      (customer?.contacts ?? []).map((contact) => ({
        address: (phone ? contact.phone || contact.email : contact.email || contact.phone) ?? '',
        name: contact.name,
        customer: customer?.name ?? '',
      })),
    )
    .filter((suggestion) => suggestion.address !== '' && suggestion.address !== typed)
    .slice(0, MOST_CONTACTS);
}
