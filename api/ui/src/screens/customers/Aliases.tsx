// A customer's own words for products: who taught them, what came of it, and how to unlearn them.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api, data, once, ProblemError, tagged } from '../../api/client';
import { useMay } from '../../api/me';
import type { Alias, Customer, ProductItem } from '../../api/schema';
import { ProductSearch } from '../../parts/ProductSearch';
import { usePages } from '../../parts/pages';
import { Labelled, Scrolled, Section } from '../../parts/Screen';
import { Failed, Loading } from '../../parts/States';
import { moment } from '../../parts/times';
import { say, sayError } from '../../shell/toasts';
import { strings } from '../../strings';
import styles from './Customers.module.css';

const said = strings.customers.one;

export function Aliases({ customer }: { customer: Customer }) {
  const may = useMay('decide');
  const queries = useQueryClient();
  const list = usePages(['aliases', customer.customer_id], (cursor) =>
    data(api.GET('/aliases', { params: { query: { customer: customer.customer_id, cursor } } })),
  );
  const change = useMutation({
    mutationFn: changeAsSeen,
    onError: (error) =>
      error instanceof ProblemError && error.status === 412
        ? say(said.changed, { bad: true })
        : sayError(error),
    onSettled: () => queries.invalidateQueries({ queryKey: ['aliases'] }),
  });
  return (
    <Section title={said.aliases} note={said.aliasesNote}>
      {list.isPending && <Loading />}
      {list.isError && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.data && list.items.length === 0 && <p className="quiet">{said.noAliases}</p>}
      {list.items.length > 0 && (
        <Scrolled label={said.aliases}>
          <table>
            <thead>
              <tr>
                <th scope="col">{said.words}</th>
                <th scope="col">{said.means}</th>
                <th scope="col">{said.taught}</th>
                <th scope="col">{said.since}</th>
                {may && <th scope="col">{strings.people.actions}</th>}
              </tr>
            </thead>
            <tbody>
              {list.items.map((alias) => (
                <AliasRow key={alias.alias_id} alias={alias} may={may} change={() => change.mutate(alias)} />
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
      {list.hasNextPage && (
        <button type="button" className={styles.more} onClick={() => void list.fetchNextPage()}>
          {strings.words.more}
        </button>
      )}
      {may && <Teach customer={customer} />}
    </Section>
  );
}

/** Forget an alias or use it again, unless it is no longer what was seen. */
async function changeAsSeen(seen: Alias): Promise<Alias> {
  const path = { alias_id: seen.alias_id };
  const { value, etag } = await tagged(api.GET('/aliases/{alias_id}', { params: { path } }));
  if (value.active !== seen.active || value.sku !== seen.sku) throw new Error(said.changed);
  return data(
    api.PATCH('/aliases/{alias_id}', {
      params: { path, header: { 'if-match': etag } },
      body: { active: !seen.active },
    }),
  );
}

function AliasRow({ alias, may, change }: { alias: Alias; may: boolean; change: () => void }) {
  return (
    <tr className={alias.active ? undefined : styles.forgotten}>
      <td>
        “{alias.words}” <span className="quiet">{said.standing[alias.standing]}</span>
        {alias.widened_by !== null && <div className="quiet">{said.widened(alias.widened_by)}</div>}
      </td>
      <td>
        {alias.product?.name ?? ''} <span className="quiet">{alias.sku}</span>
      </td>
      <td>
        {alias.taught_by}, {moment(alias.taught_at)}
        {alias.conversation_id !== null && (
          <div>
            <Link to="/conversations/$conversationId" params={{ conversationId: alias.conversation_id }}>
              {said.from}
            </Link>
          </div>
        )}
      </td>
      <td>
        {said.decided(alias.confirmed, alias.contradicted)}
        {alias.decided_at !== null && <span className="quiet">, {said.last(moment(alias.decided_at))}</span>}
      </td>
      {may && (
        <td>
          <button
            type="button"
            aria-label={`${alias.active ? said.forget : said.useAgain}: ${alias.words}`}
            onClick={change}
          >
            {alias.active ? said.forget : said.useAgain}
          </button>
        </td>
      )}
    </tr>
  );
}

function Teach({ customer }: { customer: Customer }) {
  const queries = useQueryClient();
  const [words, setWords] = useState('');
  const [product, setProduct] = useState<ProductItem | null>(null);
  const teach = useMutation({
    mutationFn: () =>
      data(
        api.POST('/aliases', {
          body: { customer_id: customer.customer_id, words: words.trim(), sku: product?.sku ?? '' },
          headers: once(),
        }),
      ),
    onSuccess: () => {
      setWords('');
      setProduct(null);
      void queries.invalidateQueries({ queryKey: ['aliases'] });
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (product !== null && words.trim() !== '') teach.mutate();
  }

  return (
    <form className={styles.teach} onSubmit={submit}>
      <Labelled title={said.words}>
        <input value={words} maxLength={200} onChange={(event) => setWords(event.target.value)} />
      </Labelled>
      {product === null ? (
        <ProductSearch label={said.findProduct} customer={customer.customer_id} take={setProduct} />
      ) : (
        <button type="button" onClick={() => setProduct(null)}>
          {product.name} {product.sku} ×
        </button>
      )}
      <button type="submit" disabled={product === null || words.trim() === '' || teach.isPending}>
        {said.teachGo}
      </button>
      {teach.isError && (
        <p role="alert" className={styles.credit}>
          {teach.error.message}
        </p>
      )}
    </form>
  );
}
