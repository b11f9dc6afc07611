// Oneself: how the page looks and acts, the password, and the way out.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { api, carryToken, data } from '../../api/client';
import { meQuery, settle, useMe } from '../../api/me';
import type { PersonSettings, Theme } from '../../api/schema';
import { Labelled, Screen, Section } from '../../parts/Screen';
import { say, sayError } from '../../shell/toasts';
import { strings } from '../../strings';
import styles from './Account.module.css';

const said = strings.account;
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function Account() {
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();

  const settings = useMutation({
    mutationFn: (wanted: PersonSettings) => data(api.PUT('/me/settings', { body: wanted })),
    onMutate: (wanted) => {
      queries.setQueryData(meQuery.queryKey, settle({ ...me, settings: wanted }));
    },
    onError: (error) => {
      queries.setQueryData(meQuery.queryKey, settle(me));
      sayError(error);
    },
  });

  const signOut = useMutation({
    mutationFn: () => data(api.DELETE('/session')),
    onSuccess: () => {
      carryToken(null);
      // Without a cache nothing of what was seen is left to who sits down next.
      queries.clear();
      void navigate({ to: '/sign-in' });
    },
    onError: sayError,
  });

  return (
    <Screen
      title={said.title}
      lead={`${me.full_name} · ${me.name} · ${strings.words.roles[me.role]}`}
      actions={
        <button type="button" onClick={() => signOut.mutate()}>
          {said.signOut}
        </button>
      }
    >
      <Section title={said.theme}>
        <fieldset className={styles.themes}>
          <legend className="unseen">{said.theme}</legend>
          {THEMES.map((theme) => (
            <label key={theme}>
              <input
                type="radio"
                name="theme"
                checked={me.settings.theme === theme}
                onChange={() => settings.mutate({ ...me.settings, theme })}
              />
              {said.themes[theme]}
            </label>
          ))}
        </fieldset>
      </Section>
      <Section title={strings.help.title}>
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={me.settings.single_keys}
            onChange={(event) => settings.mutate({ ...me.settings, single_keys: event.target.checked })}
          />
          <span>
            {said.keys} <span className="quiet">{said.keysNote}</span>
          </span>
        </label>
      </Section>
      <Section title={said.password} note={me.has_password ? undefined : said.noPassword}>
        <Password />
      </Section>
    </Screen>
  );
}

function Password() {
  const me = useMe();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (wanted: { current: string | null; password: string }) =>
      data(api.PUT('/me/password', { body: wanted })),
    onSuccess: () => {
      queries.setQueryData(meQuery.queryKey, { ...me, has_password: true });
      say(said.changed);
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const current = given.get('current');
    change.mutate(
      { current: current === null ? null : String(current), password: String(given.get('password')) },
      { onSuccess: () => form.reset() },
    );
  }

  return (
    <form className={styles.password} onSubmit={submit}>
      {/* Has a password manager know whose password it is. */}
      <input
        className="unseen"
        name="name"
        autoComplete="username"
        value={me.name}
        readOnly
        tabIndex={-1}
        aria-hidden
      />
      {me.has_password && (
        <Labelled title={said.current}>
          <input name="current" type="password" autoComplete="current-password" required />
        </Labelled>
      )}
      <Labelled title={said.fresh}>
        <input
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={10}
          maxLength={200}
          required
        />
      </Labelled>
      {change.isError && (
        <p role="alert" className={styles.wrong}>
          {change.error.message}
        </p>
      )}
      <button type="submit" disabled={change.isPending}>
        {said.setPassword}
      </button>
    </form>
  );
}
