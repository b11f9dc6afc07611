// The way in: by the code of a one-time link, else by name and password.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { api, data } from '../../api/client';
import { meQuery, settle } from '../../api/me';
import type { Me, SignIn as Proof } from '../../api/schema';
import { Labelled } from '../../parts/Screen';
import { say } from '../../shell/toasts';
import { strings } from '../../strings';
import styles from './SignIn.module.css';

const said = strings.signIn;

/** Where to go on to: an address of this page only. */
function wayOn(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/queue';
}

function codeInAddress(): string | null {
  return new URLSearchParams(window.location.hash.slice(1)).get('code');
}

export function SignIn() {
  const queries = useQueryClient();
  const router = useRouter();
  const { next } = useSearch({ strict: false }) as { next?: unknown };
  const [code] = useState(codeInAddress);

  const signIn = useMutation({
    mutationFn: (proof: Proof) => data(api.POST('/session', { body: proof })),
    onSuccess: (me: Me) => {
      queries.clear();
      queries.setQueryData(meQuery.queryKey, settle(me));
      router.history.push(wayOn(next));
      if (!me.has_password)
        say(said.noPassword, {
          seconds: 15,
          action: { title: said.setPassword, run: () => void router.navigate({ to: '/account' }) },
        });
    },
  });

  const { mutate } = signIn;
  useEffect(() => {
    if (codeInAddress() === null || code === null) return;
    // A code must stay neither in the address nor in the browser's history.
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
    mutate({ code });
  }, [code, mutate]);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    mutate({ name: String(given.get('name')), password: String(given.get('password')) });
  }

  const byLink = code !== null && !signIn.isError;
  return (
    <main className={styles.signIn}>
      <h1>{said.title}</h1>
      {byLink ? (
        <p role="status">{said.link}</p>
      ) : (
        <form className={styles.form} onSubmit={submit}>
          {signIn.isError && (
            <p role="alert" className={styles.wrong}>
              {signIn.error.message}
            </p>
          )}
          <Labelled title={said.name}>
            {/* biome-ignore lint/a11y/noAutofocus: the page is for nothing else */}
            <input name="name" autoComplete="username" required autoFocus />
          </Labelled>
          <Labelled title={said.password}>
            <input name="password" type="password" autoComplete="current-password" required />
          </Labelled>
          <button type="submit" className="primary" disabled={signIn.isPending}>
            {said.go}
          </button>
          <p className="quiet small">{said.lost}</p>
        </form>
      )}
    </main>
  );
}
