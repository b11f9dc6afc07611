// Keys of machines: what holds one may do what its role may.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, data, once } from '../../api/client';
import type { MadeToken, Role, Token } from '../../api/schema';
import { Labelled, Scrolled, Section } from '../../parts/Screen';
import { Failed, Loading } from '../../parts/States';
import { moment } from '../../parts/times';
import { sayError } from '../../shell/toasts';
import { strings } from '../../strings';
import { RoleChoice } from './People';
import styles from './People.module.css';
import { Secret } from './Secret';

const said = strings.people;

export function Tokens() {
  const queries = useQueryClient();
  const [made, setMade] = useState<MadeToken | null>(null);
  const list = useQuery({ queryKey: ['tokens'], queryFn: () => data(api.GET('/tokens')) });
  const fetched = () => queries.invalidateQueries({ queryKey: ['tokens'] });

  const revoke = useMutation({
    mutationFn: (id: string) =>
      data(api.DELETE('/tokens/{token_id}', { params: { path: { token_id: id } } })),
    onError: sayError,
    onSettled: fetched,
  });
  const make = useMutation({
    mutationFn: (wanted: { name: string; role: Role }) =>
      data(api.POST('/tokens', { body: wanted, headers: once() })),
    onSuccess: (token: MadeToken) => {
      setMade(token);
      void fetched();
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    make.mutate(
      { name: String(given.get('name')).trim(), role: String(given.get('role')) as Role },
      { onSuccess: () => form.reset() },
    );
  }

  return (
    <Section title={said.tokens} note={said.tokensNote}>
      {made && (
        <Secret
          title={said.secret(made.token.name)}
          note={said.secretNote}
          secret={made.secret}
          done={() => setMade(null)}
        />
      )}
      {list.isPending && <Loading />}
      {list.isError && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.data?.items.length === 0 && <p className="quiet">{said.noTokens}</p>}
      {list.data && list.data.items.length > 0 && (
        <TokenList tokens={list.data.items} revoke={(id) => revoke.mutate(id)} />
      )}
      <form className={styles.form} onSubmit={submit}>
        <Labelled title={said.tokenName}>
          <input
            name="name"
            pattern="[A-Za-z0-9._ \-]{2,60}"
            title={said.nameHint}
            autoComplete="off"
            required
          />
        </Labelled>
        <RoleChoice />
        <button type="submit" disabled={make.isPending}>
          {said.makeToken}
        </button>
      </form>
      {make.isError && (
        <p role="alert" className={styles.wrong}>
          {make.error.message}
        </p>
      )}
    </Section>
  );
}

function TokenList({ tokens, revoke }: { tokens: readonly Token[]; revoke: (id: string) => void }) {
  return (
    <Scrolled label={said.tokens}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{said.machine}</th>
            <th scope="col">{said.role}</th>
            <th scope="col">{said.madeBy}</th>
            <th scope="col">{said.used}</th>
            <th scope="col">{said.actions}</th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id} className={token.revoked_at === null ? undefined : 'quiet'}>
              <td>{token.name}</td>
              <td>{strings.words.roles[token.role]}</td>
              <td>
                {token.made_by}, {moment(token.created_at)}
              </td>
              <td>{token.used_at === null ? said.never : moment(token.used_at)}</td>
              <td>
                {token.revoked_at === null ? (
                  <button
                    type="button"
                    className="danger"
                    aria-label={`${said.revoke}: ${token.name}`}
                    onClick={() => revoke(token.id)}
                  >
                    {said.revoke}
                  </button>
                ) : (
                  `${said.revoked} ${moment(token.revoked_at)}`
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}
